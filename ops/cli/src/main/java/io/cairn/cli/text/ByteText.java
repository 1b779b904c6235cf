package io.cairn.cli.text;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes text as UTF-8 bytes through one buffer, without an object per value. Single use, one thread.
 */
public final class ByteText implements Closeable, Flushable {
    private static final int BUFFER_BYTES = 128 << 10;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LEAST_LONG = Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;

    public ByteText(OutputStream out) {
        this.out = out;
    }

    /** Text as bytes, for what is written often. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public ByteText raw(byte[] source) throws IOException {
        return raw(source, 0, source.length);
    }

    /** Bytes from {@code start} to {@code end} (exclusive) as they are. */
    public ByteText raw(byte[] source, int start, int end) throws IOException {
        int count = end - start;
        if (count > buffer.length - length) {
            drain();
            if (count > buffer.length) {
                out.write(source, start, count);
                return this;
            }
        }
        System.arraycopy(source, start, buffer, length, count);
        length += count;
        return this;
    }

    public ByteText text(String text) throws IOException {
        return raw(bytes(text));
    }

    /** One ASCII character. */
    public ByteText character(int character) throws IOException {
        reserve(1);
        buffer[length++] = (byte) character;
        return this;
    }

    public ByteText number(long value) throws IOException {
        if (value == Long.MIN_VALUE) {
            return raw(LEAST_LONG);
        }
        reserve(20);
        long rest = value;
        if (rest < 0) {
            buffer[length++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long bound = 10; digits < 19 && rest >= bound; bound *= 10) {
            digits++;
        }
        for (int i = length + digits - 1; i >= length; i--) {
            long next = rest / 10;
            buffer[i] = (byte) ('0' + (rest - next * 10));
            rest = next;
        }
        length += digits;
        return this;
    }

    /** A number of 0 or more with leading zeros. */
    public ByteText padded(int value, int digits) throws IOException {
        reserve(digits);
        int rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** A mode as at least four octal digits. */
    public ByteText octal4(int mode) throws IOException {
        int digits = Math.max(4, (34 - Integer.numberOfLeadingZeros(mode)) / 3);
        reserve(digits);
        for (int shift = 3 * (digits - 1); shift >= 0; shift -= 3) {
            buffer[length++] = (byte) ('0' + ((mode >>> shift) & 7));
        }
        return this;
    }

    /** Bytes from {@code start} to {@code end} (exclusive) as two lower-case hex digits each. */
    public ByteText hex(byte[] source, int start, int end) throws IOException {
        for (int i = start; i < end; i++) {
            reserve(2);
            buffer[length++] = HEX[(source[i] >>> 4) & 15];
            buffer[length++] = HEX[source[i] & 15];
        }
        return this;
    }

    private void reserve(int count) throws IOException {
        if (buffer.length - length < count) {
            drain();
        }
    }

    private void drain() throws IOException {
        out.write(buffer, 0, length);
        length = 0;
    }

    @Override
    public void flush() throws IOException {
        drain();
        out.flush();
    }

    /** Writes out what is buffered and closes the stream. */
    @Override
    public void close() throws IOException {
        try (OutputStream closing = out) {
            drain();
            closing.flush();
        }
    }
}
