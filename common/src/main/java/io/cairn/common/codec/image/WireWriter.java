package io.cairn.common.codec.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds one protobuf message in a buffer that grows and is used again after {@link #clear}. Fields go out in the order
 * of the calls; zeros are written, as a field that is set. Confined to one thread.
 */
public final class WireWriter {
    private byte[] buffer = new byte[256];
    private int length;

    /** Forgets what was written. */
    public WireWriter clear() {
        length = 0;
        return this;
    }

    /** The bytes, from 0 to {@link #length} (exclusive); valid until the next write. */
    public byte[] buffer() {
        return buffer;
    }

    public int length() {
        return length;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    public void varint(int field, long value) {
        packedVarint((long) field << 3);
        packedVarint(value);
    }

    public void bool(int field, boolean value) {
        varint(field, value ? 1 : 0);
    }

    public void fixed32(int field, int value) {
        packedVarint((long) field << 3 | WireReader.FIXED32);
        packedFixed32(value);
    }

    public void fixed64(int field, long value) {
        packedVarint((long) field << 3 | WireReader.FIXED64);
        packedFixed32((int) value);
        packedFixed32((int) (value >>> 32));
    }

    public void bytes(int field, byte[] value) {
        packedVarint((long) field << 3 | WireReader.LENGTH_DELIMITED);
        packedVarint(value.length);
        raw(value, 0, value.length);
    }

    public void string(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Opens a nested message (or packed numbers) as the value of {@code field}.
     *
     * @return what {@link #end} needs
     */
    public int begin(int field) {
        packedVarint((long) field << 3 | WireReader.LENGTH_DELIMITED);
        ensure(1);
        buffer[length] = 0;
        return ++length;
    }

    /** Closes what {@link #begin} opened. */
    public void end(int mark) {
        int size = length - mark;
        int extra = varintSize(size) - 1;
        if (extra > 0) {
            ensure(extra);
            System.arraycopy(buffer, mark, buffer, mark + extra, size);
        }
        length = mark - 1;
        packedVarint(size);
        length += size;
    }

    /** A number without a tag: in packed fields, and as the length of a delimited message. */
    public void packedVarint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }

    public void packedFixed32(int value) {
        ensure(4);
        buffer[length++] = (byte) value;
        buffer[length++] = (byte) (value >>> 8);
        buffer[length++] = (byte) (value >>> 16);
        buffer[length++] = (byte) (value >>> 24);
    }

    public void raw(byte[] source, int offset, int count) {
        ensure(count);
        System.arraycopy(source, offset, buffer, length, count);
        length += count;
    }

    /** Bytes that a varint takes. */
    static int varintSize(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(length, more), growth(buffer.length)));
        }
    }

    private static int growth(int size) {
        return size > Integer.MAX_VALUE / 2 - 8 ? Integer.MAX_VALUE - 8 : size * 2;
    }
}
