package io.cairn.cli.text;

import java.nio.charset.StandardCharsets;

/**
 * How Hadoop's tools put strings into XML: a backslash and whatever XML 1.0 cannot hold becomes {@code \xxxx;}, so that
 * it can be read back. Source: spec edits.md §5 and fsimage.md §8, checked against Hadoop 3.5.0 for every code point.
 * Stateless.
 */
public final class XmlText {
    private static final boolean[] PLAIN = plainBytes();

    private XmlText() {}

    private static boolean[] plainBytes() {
        boolean[] plain = new boolean[256];
        for (int b = 0x20; b < 0x7f; b++) {
            plain[b] = "\\&<>\"'".indexOf(b) < 0;
        }
        return plain;
    }

    /** True if the byte stands for itself in UTF-8 text in XML, whatever its neighbours. */
    public static boolean isPlain(byte b) {
        return PLAIN[b & 0xff];
    }

    /** True if all bytes from {@code start} to {@code end} (exclusive) are {@link #isPlain}. */
    public static boolean isPlain(byte[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!PLAIN[text[i] & 0xff]) {
                return false;
            }
        }
        return true;
    }

    /** With {@code \xxxx;} for a backslash and for what XML cannot hold; no entities. */
    public static String mangled(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> appendMangled(point, out));
        return out.toString();
    }

    private static void appendMangled(int point, StringBuilder out) {
        boolean control = point < 0x20 && point != '\t' && point != '\n' && point != '\r';
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        if (point == '\\' || control || surrogate || point == 0xfffe || point == 0xffff) {
            String hex = Integer.toHexString(point);
            out.append('\\').append("0".repeat(4 - hex.length())).append(hex).append(';');
        } else {
            out.appendCodePoint(point);
        }
    }

    /** {@link #mangled}, then the five characters that XML reserves as named entities. */
    public static String escaped(String text) {
        String mangled = mangled(text);
        StringBuilder out = new StringBuilder(mangled.length() + 16);
        for (int i = 0; i < mangled.length(); i++) {
            char c = mangled.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&apos;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** {@link #escaped} of UTF-8 bytes; malformed ones become U+FFFD. */
    public static byte[] escaped(byte[] utf8, int start, int end) {
        String text = new String(utf8, start, end - start, StandardCharsets.UTF_8);
        return escaped(text).getBytes(StandardCharsets.UTF_8);
    }
}
