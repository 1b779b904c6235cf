package io.cairn.cli.oev;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes elements, two spaces of indent a level, through one buffer. Text that XML cannot hold is written as
 * {@link XmlText} says. Confined to one thread.
 */
final class XmlOut implements Elements {
    private static final int BUFFER_BYTES = 1 << 17;
    /** More than a character, a number or a tag can take. */
    private static final int SLACK = 64;

    private static final byte[] NEWLINE_AND_INDENT = ("\n" + " ".repeat(SLACK)).getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int size;
    private int depth;

    XmlOut(OutputStream out) {
        this.out = out;
    }

    /** The line that starts a document. */
    void declaration() throws IOException {
        bytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>".getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void open(Tag tag) throws IOException {
        line();
        bytes(tag.start());
        depth++;
    }

    @Override
    public void close(Tag tag) throws IOException {
        depth--;
        line();
        bytes(tag.end());
    }

    @Override
    public void empty(Tag tag) throws IOException {
        line();
        bytes(tag.empty());
    }

    @Override
    public void text(Tag tag, String text) throws IOException {
        if (text.isEmpty()) {
            empty(tag);
            return;
        }
        line();
        bytes(tag.start());
        escaped(text);
        bytes(tag.end());
    }

    @Override
    public void text(String name, String text) throws IOException {
        line();
        if (text.isEmpty()) {
            bytes(("<" + name + "/>").getBytes(StandardCharsets.US_ASCII));
            return;
        }
        bytes(("<" + name + ">").getBytes(StandardCharsets.US_ASCII));
        escaped(text);
        bytes(("</" + name + ">").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void number(Tag tag, long number) throws IOException {
        line();
        bytes(tag.start());
        digits(number);
        bytes(tag.end());
    }

    @Override
    public void bool(Tag tag, boolean value) throws IOException {
        text(tag, value ? "true" : "false");
    }

    @Override
    public boolean wantsAll() {
        return false;
    }

    /** An element on the same line; Hadoop puts it behind the root, and so makes the document unreadable on purpose. */
    void error(String message) throws IOException {
        bytes(Tag.ERROR.start());
        escaped(message);
        bytes(Tag.ERROR.end());
    }

    /** Ends the document. */
    void end() throws IOException {
        room(1);
        buffer[size++] = '\n';
        flush();
    }

    void flush() throws IOException {
        out.write(buffer, 0, size);
        size = 0;
        out.flush();
    }

    private void line() throws IOException {
        int count = 1 + 2 * depth;
        room(count);
        System.arraycopy(NEWLINE_AND_INDENT, 0, buffer, size, count);
        size += count;
    }

    private void bytes(byte[] bytes) throws IOException {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    private void escaped(String text) throws IOException {
        int length = text.length();
        int i = 0;
        while (i < length) {
            i = plainRun(text, i);
            if (i < length) {
                int point = text.codePointAt(i);
                ascii(XmlText.escape(point), point);
                i += Character.charCount(point);
            }
        }
    }

    /** Copies characters that stand for themselves; returns the index of the first that may not. */
    private int plainRun(String text, int from) throws IOException {
        int i = from;
        while (i < text.length()) {
            room(SLACK);
            int stop = Math.min(text.length(), i + buffer.length - size);
            int at = size;
            while (i < stop && XmlText.isPlain(text.charAt(i))) {
                buffer[at++] = (byte) text.charAt(i++);
            }
            size = at;
            if (i < stop) {
                return i;
            }
        }
        return i;
    }

    private void ascii(String escape, int point) throws IOException {
        if (escape.isEmpty()) {
            bytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
        } else {
            bytes(escape.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void digits(long number) throws IOException {
        room(SLACK);
        if (number == Long.MIN_VALUE) {
            bytes(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
            return;
        }
        long rest = Math.abs(number);
        if (number < 0) {
            buffer[size++] = '-';
        }
        int end = size + digitCount(rest);
        for (int at = end - 1; at >= size; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size = end;
    }

    private static int digitCount(long number) {
        int count = 1;
        for (long power = 10; count < 19 && number >= power; power *= 10) {
            count++;
        }
        return count;
    }

    private void room(int count) throws IOException {
        if (count > buffer.length - size) {
            out.write(buffer, 0, size);
            size = 0;
        }
    }
}
