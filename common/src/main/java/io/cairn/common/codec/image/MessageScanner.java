package io.cairn.common.codec.image;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Walks over the delimited messages of one section without allocating per message: {@link #next}, then look at {@link
 * #buffer} from {@link #start} to {@link #end}. The buffer is fixed in size but for a message that is longer, for which
 * it grows only as its bytes really arrive. What it hands out is valid until the following {@link #next}. Single use,
 * one thread.
 */
public final class MessageScanner implements Closeable {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int VARINT_BYTES_MAX = 5;

    private final String file;
    private final String section;
    private final InputStream in;
    private final long sectionOffset;
    private final int messageBytesMax;

    private byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private int cursor;
    private boolean drained;
    /** Offset in the section of buffer[0]. */
    private long bufferOffset;

    private int varintStart;
    private int start;
    private int end;

    /**
     * Over uncompressed bytes.
     *
     * @param file name of the image, for errors
     * @param sectionOffset where the first byte of {@code in} lies, for positions and errors
     * @param messageBytesMax longest message that is believed
     */
    MessageScanner(String file, String section, InputStream in, long sectionOffset, int messageBytesMax) {
        this.file = file;
        this.section = section;
        this.in = in;
        this.sectionOffset = sectionOffset;
        this.messageBytesMax = messageBytesMax;
    }

    /**
     * Moves to the next message.
     *
     * @return false at the end of the section
     * @throws CorruptImageException if the section ends inside a message or a length cannot be right
     */
    public boolean next() throws IOException {
        cursor = end;
        varintStart = end;
        start = end;
        if (filled - cursor < VARINT_BYTES_MAX && !drained) {
            fill(VARINT_BYTES_MAX);
        }
        if (cursor == filled) {
            return false;
        }
        int length = length();
        if (filled - cursor < length) {
            fillMessage(length);
        }
        start = cursor;
        end = cursor + length;
        return true;
    }

    /** Like {@link #next}, for a message that must be there. */
    public void require(String what) throws IOException {
        if (!next()) {
            throw corrupt(what, "the end of the section");
        }
    }

    /** Like {@link #require(String)} for one of many: {@code what} and number {@code index} (from 0) of {@code count}. */
    public void require(String what, long index, long count) throws IOException {
        if (!next()) {
            throw corrupt(what + " " + (index + 1) + " of " + count, "the end of the section");
        }
    }

    private int length() throws CorruptImageException {
        int value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX; i++) {
            if (cursor == filled) {
                throw corrupt("the length of a message", "the end of the section");
            }
            byte b = buffer[cursor++];
            if (i == VARINT_BYTES_MAX - 1 && (b & 0xf8) != 0) {
                throw corrupt("a message length of at most " + messageBytesMax, "one beyond 31 bits");
            }
            value |= (b & 0x7f) << (7 * i);
            if (b >= 0) {
                break;
            }
        }
        if (value > messageBytesMax) {
            throw corrupt("a message of at most " + messageBytesMax + " bytes", "a length of " + value);
        }
        return value;
    }

    private void fillMessage(int length) throws IOException {
        fill(length);
        if (filled - cursor < length) {
            throw corrupt("a message of " + length + " bytes", "the end of the section after " + (filled - cursor));
        }
    }

    /** Makes {@code wanted} bytes available behind the cursor, fewer only at the section's end; keeps the varint. */
    private void fill(int wanted) throws IOException {
        System.arraycopy(buffer, varintStart, buffer, 0, filled - varintStart);
        shift(varintStart);
        while (filled - cursor < wanted && !drained) {
            if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L));
            }
            int read = read();
            if (read <= 0) {
                drained = true;
            } else {
                filled += read;
            }
        }
    }

    private int read() throws IOException {
        try {
            return in.read(buffer, filled, buffer.length - filled);
        } catch (CorruptImageException e) {
            throw e.located(file, section, sectionOffset + bufferOffset + filled);
        }
    }

    private void shift(int by) {
        bufferOffset += by;
        filled -= by;
        cursor -= by;
        varintStart -= by;
        start -= by;
        end -= by;
    }

    /** Holds the current message; changes with {@link #next}. */
    public byte[] buffer() {
        return buffer;
    }

    /** First byte of the message's body in the buffer. */
    public int start() {
        return start;
    }

    /** Behind the last byte of the message's body in the buffer. */
    public int end() {
        return end;
    }

    /** First byte of the message with its length, in the buffer: from here to {@link #end} it can be copied raw. */
    public int rawStart() {
        return varintStart;
    }

    /** Bytes of the message with its length. */
    public int rawLength() {
        return end - varintStart;
    }

    /** Offset of the message (its length first) in the uncompressed bytes of the section. */
    public long position() {
        return bufferOffset + varintStart;
    }

    /**
     * Offset of the message (its length first) in the file; of a compressed image, in a file that would hold the
     * section's uncompressed bytes from the section's offset on.
     */
    public long filePosition() {
        return sectionOffset + position();
    }

    /** An error about the current message, with its place. */
    public CorruptImageException corrupt(String expected, String found) {
        return new CorruptImageException(file, section, filePosition(), expected, found);
    }

    /** The given error with the place of the current message, if it has none yet. */
    public CorruptImageException located(CorruptImageException error) {
        return error.located(file, section, filePosition());
    }

    /** The given error with the place of the message that was at {@link #position}, if it has none yet. Any thread. */
    public CorruptImageException located(CorruptImageException error, long position) {
        return error.located(file, section, sectionOffset + position);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
