package io.cairn.primary.wire.webhdfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cairn.common.model.FsException;
import org.junit.jupiter.api.Test;

class PercentCodeTest {
    @Test
    void headersEscapeWhatClientsSendRaw() throws Exception {
        String raw = "/a/日本/😀 %25+b?x=1&y=é";
        String ascii = "/a/%E6%97%A5%E6%9C%AC/%F0%9F%98%80%20%25+b?x=1&y=%C3%A9";
        assertEquals(ascii, PercentCode.ascii(raw));
        assertEquals(ascii, PercentCode.ascii(ascii));
        assertEquals("/a/日本/😀 %+b?x=1&y=é", PercentCode.decode(ascii, false));
    }

    @Test
    void plusIsABlankOnlyInQueries() throws Exception {
        assertEquals("a b", PercentCode.decode("a+b", true));
        assertEquals("a+b", PercentCode.decode("a+b", false));
    }

    @Test
    void brokenEscapesAreRefused() {
        for (String text : new String[] {"%", "%4", "%zz", "%ff"}) {
            assertThrows(FsException.class, () -> PercentCode.decode(text, false), text);
        }
    }
}
