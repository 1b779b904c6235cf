package io.cairn.common.status;

/**
 * Writes HTML: every text is escaped, whatever it is; tags and class names are the caller's own constants. Single use, one
 * thread.
 */
final class Html {
    private final StringBuilder out = new StringBuilder(8192);

    /** A tag or several, as they are. Never anything that came from outside. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Text, escaped for element and attribute alike. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(isShown(c) ? c : ' ');
            }
        }
        return this;
    }

    /** Control characters have no place in a document, and those that turn the direction of writing hide things. */
    private static boolean isShown(char c) {
        boolean turnsDirection = (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
        return !turnsDirection && ((c >= ' ' && c != 0x7F) || c == '\n');
    }

    /** {@code <tag>text</tag>}. */
    Html element(String tag, String text) {
        return raw("<").raw(tag).raw(">").text(text).raw("</").raw(name(tag)).raw(">");
    }

    /** What people read, with the exact value when pointed at. */
    Html exact(String shown, String value) {
        return raw("<span title=\"").text(value).raw("\">").text(shown).raw("</span>");
    }

    private static String name(String tag) {
        int space = tag.indexOf(' ');
        return space < 0 ? tag : tag.substring(0, space);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
