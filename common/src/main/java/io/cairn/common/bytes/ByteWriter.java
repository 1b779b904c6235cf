package io.cairn.common.bytes;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes numbers and strings one after another into a buffer that grows. The encodings are those of {@link ByteReader}.
 * {@link #reset} keeps the buffer, so a loop over many records allocates nothing. Confined to one thread.
 */
public final class ByteWriter {
    /** A string written as ustr is cut to this many UTF-16 units, because then it cannot exceed 65535 bytes. */
    public static final int USTR_UNITS_MAX = 21845;

    private static final VarHandle I16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle I32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int CAPACITY_MAX = Integer.MAX_VALUE - 16;

    private byte[] bytes;
    private int size;

    public ByteWriter() {
        this(512);
    }

    public ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /** Forgets what was written; keeps the buffer. */
    public void reset() {
        size = 0;
    }

    /** Forgets what was written from {@code position} on. */
    public void truncate(int position) {
        if (position < 0 || position > size) {
            throw new IllegalArgumentException("Cannot cut " + size + " bytes to " + position);
        }
        size = position;
    }

    /** Bytes written so far. */
    public int position() {
        return size;
    }

    /** The buffer itself; the first {@link #position} bytes count, and only until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public void writeTo(ByteSink sink) throws IOException {
        sink.write(bytes, 0, size);
    }

    public void i8(int value) {
        int at = extend(1);
        bytes[at] = (byte) value;
    }

    public void bool(boolean value) {
        i8(value ? 1 : 0);
    }

    /** The low 16 bits. */
    public void i16(int value) {
        int at = extend(2);
        I16.set(bytes, at, (short) value);
    }

    public void i32(int value) {
        int at = extend(4);
        I32.set(bytes, at, value);
    }

    public void i64(long value) {
        int at = extend(8);
        I64.set(bytes, at, value);
    }

    /** Overwrites four bytes that were written before, from {@code position}. */
    public void patchI32(int position, int value) {
        if (position < 0 || position + 4 > size) {
            throw new IllegalArgumentException("No four bytes at " + position + " of " + size);
        }
        I32.set(bytes, position, value);
    }

    public void vint(int value) {
        vlong(value);
    }

    public void vlong(long value) {
        if (value >= -112 && value <= 127) {
            i8((int) value);
            return;
        }
        long magnitude = value < 0 ? ~value : value;
        int count = 8 - Long.numberOfLeadingZeros(magnitude) / 8;
        i8((value < 0 ? -120 : -112) - count);
        int at = extend(count);
        for (int i = count - 1; i >= 0; i--) {
            bytes[at + i] = (byte) magnitude;
            magnitude >>>= 8;
        }
    }

    /** A protobuf varint of the low 32 bits, unsigned. */
    public void varint32(int value) {
        varint64(value & 0xFFFFFFFFL);
    }

    public void varint64(long value) {
        int at = extend(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        size = at;
    }

    /** Puts a protobuf varint of the low 32 bits before the byte at {@code position}, moving what follows. */
    public void insertVarint32(int position, int value) {
        int moved = size - position;
        varint32(value);
        int count = size - position - moved;
        System.arraycopy(bytes, position, bytes, position + count, moved);
        size = position;
        varint32(value);
        size = position + count + moved;
    }

    /** Bytes that {@link #varint64} takes for {@code value}. */
    public static int sizeOfVarint(long value) {
        return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
    }

    public void bytes(byte[] source) {
        bytes(source, 0, source.length);
    }

    public void bytes(byte[] source, int offset, int count) {
        int at = extend(count);
        System.arraycopy(source, offset, bytes, at, count);
    }

    /** {@code count} times the byte {@code value}. */
    public void fill(int value, int count) {
        int at = extend(count);
        Arrays.fill(bytes, at, at + count, (byte) value);
    }

    /**
     * A u16 count, then the bytes.
     *
     * @throws IllegalArgumentException if there are more than 65535
     */
    public void bytes16(byte[] source) {
        if (source.length > 0xFFFF) {
            throw new IllegalArgumentException("At most 65535 bytes fit, but there are " + source.length);
        }
        i16(source.length);
        bytes(source);
    }

    /** A u16 byte count, then each UTF-16 unit as UTF-8 of its own; cut to {@link #USTR_UNITS_MAX} units. */
    public void ustr(String text) {
        int units = Math.min(text.length(), USTR_UNITS_MAX);
        int lengthAt = extend(2);
        int at = extend(3 * units);
        int from = at;
        for (int i = 0; i < units; i++) {
            at = unit(text.charAt(i), at);
        }
        size = at;
        I16.set(bytes, lengthAt, (short) (at - from));
    }

    /** A vint byte count, then UTF-8; an unpaired surrogate becomes {@code ?}. */
    public void text(String text) {
        if (isAscii(text)) {
            vint(text.length());
            ascii(text);
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            vint(utf8.length);
            bytes(utf8);
        }
    }

    /** A string all of whose characters are below 128, one byte each and no length. */
    public void ascii(String text) {
        int at = extend(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[at + i] = (byte) text.charAt(i);
        }
    }

    /** UTF-8 without a length; an unpaired surrogate becomes {@code ?}. */
    public void utf8(String text) {
        if (isAscii(text)) {
            ascii(text);
        } else {
            bytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private int unit(char unit, int position) {
        int at = position;
        if (unit <= 0x7F) {
            bytes[at++] = (byte) unit;
        } else if (unit <= 0x7FF) {
            bytes[at++] = (byte) (0xC0 | unit >> 6);
            bytes[at++] = (byte) (0x80 | (unit & 0x3F));
        } else {
            bytes[at++] = (byte) (0xE0 | unit >> 12);
            bytes[at++] = (byte) (0x80 | (unit >> 6 & 0x3F));
            bytes[at++] = (byte) (0x80 | (unit & 0x3F));
        }
        return at;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    private int extend(int count) {
        int at = size;
        if (count > bytes.length - at) {
            grow((long) at + count);
        }
        size = at + count;
        return at;
    }

    private void grow(long needed) {
        if (needed > CAPACITY_MAX) {
            throw new IllegalStateException("A buffer of " + needed + " bytes is beyond what an array can hold");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(CAPACITY_MAX, Math.max(needed, 2L * bytes.length)));
    }
}
