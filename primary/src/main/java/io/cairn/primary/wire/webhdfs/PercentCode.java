package io.cairn.primary.wire.webhdfs;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of URLs as UTF-8. Stateless. */
final class PercentCode {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentCode() {}

    /**
     * Decodes.
     *
     * @param plusIsBlank as in queries; in a path a plus sign means itself
     * @throws FsException if an escape is cut short, is not hexadecimal or does not decode as UTF-8
     */
    static String decode(String text, boolean plusIsBlank) throws FsException {
        if (text.indexOf('%') < 0 && (!plusIsBlank || text.indexOf('+') < 0)) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(hex(text, i + 1) << 4 | hex(text, i + 2));
                i += 2;
            } else if (c == '+' && plusIsBlank) {
                bytes.write(' ');
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(text);
        }
    }

    /** The same URL with everything that is not visible ASCII escaped; escapes that are there already stay. */
    static String ascii(String url) {
        StringBuilder ascii = new StringBuilder(url.length());
        for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7F) {
                ascii.append((char) b);
            } else {
                ascii.append('%').append(HEX.toHexDigits(b));
            }
        }
        return ascii.toString();
    }

    private static int hex(String text, int index) throws FsException {
        int digit = index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
        if (digit < 0) {
            throw malformed(text);
        }
        return digit;
    }

    private static FsException malformed(String text) {
        return new FsException(Kind.ILLEGAL_ARGUMENT, "Not percent-encoded UTF-8: " + text);
    }
}
