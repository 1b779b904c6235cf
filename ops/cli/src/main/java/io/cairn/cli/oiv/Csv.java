package io.cairn.cli.oiv;

import io.cairn.cli.text.ByteText;
import java.nio.charset.StandardCharsets;

/** How Hadoop's Delimited view escapes a text. Stateless. */
final class Csv {
    private Csv() {}

    /** True if the bytes stand for themselves. */
    static boolean isPlain(byte[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            byte b = text[i];
            if (b < 0x20 ? b == '\n' || b == '\r' || b < 0 : b == ',' || b == '"') {
                return false;
            }
        }
        return true;
    }

    /** In quotes if it holds a comma, quote or line end; line ends as {@code %x0A} or {@code %x0D%x0A}. */
    static byte[] escaped(byte[] text, int start, int end) {
        String plain = new String(text, start, end - start, StandardCharsets.UTF_8);
        return ByteText.bytes(escaped(plain));
    }

    static String escaped(String plain) {
        boolean quoted = plain.indexOf(',') >= 0
                || plain.indexOf('"') >= 0
                || plain.indexOf('\n') >= 0
                || plain.indexOf('\r') >= 0;
        String text = quoted ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
        return text.contains("\r\n") ? text.replace("\r\n", "%x0D%x0A") : text.replace("\n", "%x0A");
    }
}
