package io.cairn.primary.wire.http;

import java.nio.charset.StandardCharsets;

/**
 * Writes JSON without any mapping: commas and escapes are taken care of, nesting is the caller's. Single use, one thread.
 */
public final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder text = new StringBuilder(512);
    private boolean first = true;

    public JsonText beginObject() {
        separate();
        text.append('{');
        first = true;
        return this;
    }

    public JsonText endObject() {
        text.append('}');
        first = false;
        return this;
    }

    public JsonText beginArray() {
        separate();
        text.append('[');
        first = true;
        return this;
    }

    public JsonText endArray() {
        text.append(']');
        first = false;
        return this;
    }

    /** The name of the member whose value comes next. */
    public JsonText name(String name) {
        separate();
        quote(name);
        text.append(':');
        first = true;
        return this;
    }

    public JsonText member(String name, String value) {
        return name(name).value(value);
    }

    public JsonText member(String name, long value) {
        return name(name).value(value);
    }

    public JsonText member(String name, boolean value) {
        return name(name).value(value);
    }

    public JsonText value(String value) {
        separate();
        quote(value);
        return this;
    }

    public JsonText value(long value) {
        separate();
        text.append(value);
        return this;
    }

    public JsonText value(boolean value) {
        separate();
        text.append(value);
        return this;
    }

    public JsonText nothing() {
        separate();
        text.append("null");
        return this;
    }

    /** White space, where a peer's exact form has some. */
    public JsonText lineFeed() {
        text.append('\n');
        return this;
    }

    /** A comma and a line feed between elements, for the peer's form of listings. */
    public JsonText nextLine() {
        text.append(",\n");
        first = true;
        return this;
    }

    public byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What was written since the last call; nesting goes on. */
    public byte[] drain() {
        byte[] bytes = bytes();
        text.setLength(0);
        return bytes;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                control(c);
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    private void control(char c) {
        switch (c) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> text.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
        }
    }
}
