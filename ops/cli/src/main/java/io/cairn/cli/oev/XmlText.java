package io.cairn.cli.oev;

/**
 * How text of the log stands in XML. A backslash and what XML 1.0 cannot hold are written as {@code \xxxx;} (at least
 * four lower-case hexadecimal digits); of the rest, {@code & < >} become entities, CR and characters that are invisible or
 * beyond U+FFFF become decimal references. Stateless.
 */
final class XmlText {
    private XmlText() {}

    /** True if the character is one byte that stands for itself. */
    static boolean isPlain(char c) {
        return (c >= ' ' && c < 0x7F) ? c != '&' && c != '<' && c != '>' && c != '\\' : c == '\n' || c == '\t';
    }

    /** What to write for a code point that is not plain; empty if it is to be written as it is. */
    static String escape(int point) {
        if (point == '\\' || !isXml(point)) {
            return mangled(point);
        }
        return switch (point) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> isReferenced(point) ? "&#" + point + ";" : "";
        };
    }

    /** Writes {@code \xxxx;} for a backslash and for half a surrogate pair, which UTF-8 has no form for; leaves the rest. */
    static String mangle(String text) {
        int length = text.length();
        int at = 0;
        while (at < length && text.charAt(at) != '\\' && !Character.isSurrogate(text.charAt(at))) {
            at++;
        }
        if (at == length) {
            return text;
        }
        StringBuilder result = new StringBuilder(length + 16).append(text, 0, at);
        while (at < length) {
            int point = text.codePointAt(at);
            boolean plain = point != '\\' && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
            if (plain) {
                result.appendCodePoint(point);
            } else {
                result.append(mangled(point));
            }
            at += Character.charCount(point);
        }
        return result.toString();
    }

    /**
     * Turns {@code \xxxx;} back into characters.
     *
     * @throws IllegalArgumentException if a backslash is not followed by that
     */
    static String unmangle(String text) {
        int next = text.indexOf('\\');
        if (next < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int from = 0;
        while (next >= 0) {
            int end = text.indexOf(';', next);
            if (end < 0) {
                throw new IllegalArgumentException("'" + text.substring(next) + "' is no \\xxxx; sequence");
            }
            plain.append(text, from, next).appendCodePoint(codePoint(text, next, end));
            from = end + 1;
            next = text.indexOf('\\', from);
        }
        return plain.append(text, from, text.length()).toString();
    }

    private static int codePoint(String text, int backslash, int end) {
        try {
            int point = Integer.parseInt(text.substring(backslash + 1, end), 16);
            if (Character.isValidCodePoint(point)) {
                return point;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("'" + text.substring(backslash, end + 1) + "' is no \\xxxx; sequence");
    }

    private static boolean isXml(int point) {
        return point < ' '
                ? point == '\t' || point == '\n' || point == '\r'
                : point <= 0xD7FF || (point >= 0xE000 && point <= 0xFFFD) || point >= 0x10000;
    }

    private static boolean isReferenced(int point) {
        return point == '\r' || (point >= 0x7F && point <= 0x9F) || point >= 0x10000;
    }

    private static String mangled(int point) {
        String hex = Integer.toHexString(point);
        return "\\" + "0".repeat(Math.max(0, 4 - hex.length())) + hex + ";";
    }
}
