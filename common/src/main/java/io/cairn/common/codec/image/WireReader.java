package io.cairn.common.codec.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the fields of one protobuf message in a buffer, without allocating: {@link #next}, then one of the value
 * methods or nothing (the value is then skipped by the following {@link #next}). Nested messages are entered with {@link
 * #enter} and left with {@link #leave}. Confined to one thread; may be reset and used again.
 */
public final class WireReader {
    /** Wire type: a varint. */
    public static final int VARINT = 0;

    /** Wire type: eight bytes. */
    public static final int FIXED64 = 1;

    /** Wire type: bytes, text, a message or packed numbers. */
    public static final int LENGTH_DELIMITED = 2;

    /** Wire type: four bytes. */
    public static final int FIXED32 = 5;

    private static final int VARINT_BYTES_MAX = 10;
    private static final byte[] EMPTY = new byte[0];

    private byte[] buffer = EMPTY;
    private int position;
    private int end;
    private int field;
    private int wireType;
    private boolean pending;

    public WireReader() {}

    public WireReader(byte[] buffer, int start, int end) {
        reset(buffer, start, end);
    }

    /** Starts over on the message at {@code start} (inclusive) to {@code messageEnd} (exclusive). */
    public WireReader reset(byte[] source, int start, int messageEnd) {
        buffer = source;
        position = start;
        end = messageEnd;
        field = 0;
        pending = false;
        return this;
    }

    /** Moves to the next field of this message; false at its end. */
    public boolean next() throws CorruptImageException {
        if (pending) {
            skip();
        }
        if (position >= end) {
            field = 0;
            return false;
        }
        long tag = rawVarint();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (field <= 0 || tag >>> 32 != 0) {
            throw new CorruptImageException("a field number", "tag " + tag);
        }
        pending = true;
        return true;
    }

    /** Number of the field that {@link #next} moved to. */
    public int field() {
        return field;
    }

    /** Wire type of the field that {@link #next} moved to. */
    public int wireType() {
        return wireType;
    }

    /** The buffer of the message. */
    public byte[] buffer() {
        return buffer;
    }

    /** Position in the buffer, inclusive. */
    public int position() {
        return position;
    }

    /** End of the message that is being walked, exclusive. */
    public int end() {
        return end;
    }

    public long varint() throws CorruptImageException {
        expect(VARINT);
        return rawVarint();
    }

    /** A 32-bit varint: the low bits, as protobuf does. */
    public int varint32() throws CorruptImageException {
        return (int) varint();
    }

    public boolean bool() throws CorruptImageException {
        return varint() != 0;
    }

    public int fixed32() throws CorruptImageException {
        expect(FIXED32);
        return rawFixed32();
    }

    public long fixed64() throws CorruptImageException {
        expect(FIXED64);
        long low = rawFixed32() & 0xffffffffL;
        return low | (long) rawFixed32() << 32;
    }

    /** A copy of the value. */
    public byte[] bytes() throws CorruptImageException {
        int length = length();
        byte[] copy = length == 0 ? EMPTY : Arrays.copyOfRange(buffer, position, position + length);
        position += length;
        return copy;
    }

    public String string() throws CorruptImageException {
        int length = length();
        String text = new String(buffer, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    /**
     * Goes into the value as a message (or as packed numbers, see {@link #more}).
     *
     * @return what {@link #leave} needs
     */
    public int enter() throws CorruptImageException {
        int length = length();
        int outer = end;
        end = position + length;
        return outer;
    }

    /** Goes back to the message that was walked before {@link #enter}, behind the value, whatever was read of it. */
    public void leave(int outer) {
        position = end;
        end = outer;
        pending = false;
    }

    /** True while packed numbers are left; read them with the {@code packed} methods. */
    public boolean more() {
        return position < end;
    }

    public long packedVarint() throws CorruptImageException {
        return rawVarint();
    }

    public int packedFixed32() throws CorruptImageException {
        return rawFixed32();
    }

    /** True if the value is a run of packed numbers, false if it is a single number. */
    public boolean isPacked() {
        return wireType == LENGTH_DELIMITED;
    }

    /** Bytes of the length-delimited value that follows; {@link #position} is then at its first byte. */
    public int length() throws CorruptImageException {
        expect(LENGTH_DELIMITED);
        long length = rawVarint();
        if (length < 0 || length > end - position) {
            throw new CorruptImageException(
                    "field " + field + " of at most " + (end - position) + " bytes", "a length of " + length);
        }
        return (int) length;
    }

    /** Steps over {@code count} bytes of a value whose {@link #length} was asked for. */
    public void advance(int count) {
        position += count;
    }

    /** Steps over the value of the current field. */
    public void skip() throws CorruptImageException {
        switch (wireType) {
            case VARINT -> {
                pending = false;
                position = varintEnd(buffer, position, end);
            }
            case FIXED64 -> fixed64();
            case LENGTH_DELIMITED -> advance(length());
            case FIXED32 -> fixed32();
            default -> throw new CorruptImageException("wire type 0, 1, 2 or 5 of field " + field, "" + wireType);
        }
    }

    private void expect(int type) throws CorruptImageException {
        pending = false;
        if (wireType != type) {
            throw new CorruptImageException("wire type " + type + " of field " + field, "wire type " + wireType);
        }
    }

    private int rawFixed32() throws CorruptImageException {
        if (end - position < 4) {
            throw new CorruptImageException("4 bytes of field " + field, (end - position) + " bytes");
        }
        int value = (buffer[position] & 0xff)
                | (buffer[position + 1] & 0xff) << 8
                | (buffer[position + 2] & 0xff) << 16
                | buffer[position + 3] << 24;
        position += 4;
        return value;
    }

    private long rawVarint() throws CorruptImageException {
        int at = position;
        if (at < end && buffer[at] >= 0) {
            position = at + 1;
            return buffer[at];
        }
        if (end - at < VARINT_BYTES_MAX) {
            int stop = varintEnd(buffer, at, end);
            position = stop;
            return varintAt(buffer, at, stop);
        }
        long value = 0;
        for (int shift = 0; shift < 7 * VARINT_BYTES_MAX; shift += 7) {
            byte next = buffer[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                position = at;
                return value;
            }
        }
        throw new CorruptImageException("a varint of at most 10 bytes", "more than 10 bytes");
    }

    /** End (exclusive) of the varint at {@code start}. */
    static int varintEnd(byte[] buffer, int start, int limit) throws CorruptImageException {
        int stop = Math.min(limit, start + VARINT_BYTES_MAX);
        for (int i = start; i < stop; i++) {
            if (buffer[i] >= 0) {
                return i + 1;
            }
        }
        throw new CorruptImageException(
                "a varint of at most 10 bytes", stop == limit ? "the end of the message in it" : "more than 10 bytes");
    }

    /** Value of the varint between {@code start} and {@code stop}. */
    static long varintAt(byte[] buffer, int start, int stop) {
        long value = 0;
        int shift = 0;
        for (int i = start; i < stop; i++) {
            value |= (long) (buffer[i] & 0x7f) << shift;
            shift += 7;
        }
        return value;
    }

    /**
     * The varint field of that number at the top of a message, without allocating.
     *
     * @return the value, or {@code missing} if there is none
     */
    static long find(byte[] buffer, int start, int end, int wanted, long missing) throws CorruptImageException {
        int at = start;
        while (at < end) {
            int afterTag = varintEnd(buffer, at, end);
            long tag = varintAt(buffer, at, afterTag);
            int type = (int) (tag & 7);
            int next = valueEnd(buffer, afterTag, end, type);
            if (tag >>> 3 == wanted && type == VARINT) {
                return varintAt(buffer, afterTag, next);
            }
            at = next;
        }
        return missing;
    }

    private static int valueEnd(byte[] buffer, int at, int end, int type) throws CorruptImageException {
        long next;
        switch (type) {
            case VARINT -> next = varintEnd(buffer, at, end);
            case FIXED64 -> next = at + 8L;
            case FIXED32 -> next = at + 4L;
            case LENGTH_DELIMITED -> {
                int body = varintEnd(buffer, at, end);
                long length = varintAt(buffer, at, body);
                next = length < 0 ? -1 : body + length;
            }
            default -> throw new CorruptImageException("wire type 0, 1, 2 or 5", "wire type " + type);
        }
        if (next < 0 || next > end) {
            throw new CorruptImageException("a field inside its message", "a field beyond the message's end");
        }
        return (int) next;
    }
}
