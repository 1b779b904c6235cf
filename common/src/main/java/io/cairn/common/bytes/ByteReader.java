package io.cairn.common.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads numbers and strings one after another from a range of an array. Every read checks the end of the range and, for
 * things with a length, checks the length before it allocates; what does not fit throws {@link MalformedBytesException}.
 * Can be pointed at another range and used again, so a loop over many records allocates nothing for the reader itself.
 * Confined to one thread.
 *
 * <table>
 * <caption>Encodings (spec edits.md §2)</caption>
 * <tr><td>i8, i16, i32, i64</td><td>fixed, big-endian two's complement</td></tr>
 * <tr><td>vlong, vint</td><td>first byte −112…127: the value; −113…−120: positive, (−112 − b) bytes follow;
 * −121…−128: negative, (−120 − b) bytes of the one's complement follow; big-endian</td></tr>
 * <tr><td>varint</td><td>protobuf's: seven bits a byte, lowest first, high bit means more</td></tr>
 * <tr><td>ustr</td><td>u16 byte count, then UTF-8 of each UTF-16 unit on its own (a surrogate pair is two times three
 * bytes); real four-byte UTF-8 is accepted too</td></tr>
 * <tr><td>text</td><td>vint byte count, then UTF-8</td></tr>
 * <tr><td>bytes16</td><td>u16 count, then raw bytes</td></tr>
 * </table>
 */
public final class ByteReader {
    private static final VarHandle I16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle I32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NO_BYTES = new byte[0];

    private final StringPool pool = new StringPool();
    private byte[] bytes;
    private int start;
    private int next;
    private int end;
    private byte[] lastBytes16 = NO_BYTES;

    /** Reads nothing until {@link #reset}. */
    public ByteReader() {
        this(NO_BYTES);
    }

    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public ByteReader(byte[] bytes, int offset, int count) {
        this.bytes = bytes;
        reset(bytes, offset, count);
    }

    /** Points at {@code count} bytes of {@code bytes} from {@code offset}; the array is not copied. */
    public void reset(byte[] bytes, int offset, int count) {
        if ((offset | count) < 0 || count > bytes.length - offset) {
            throw new IllegalArgumentException("No " + count + " bytes from " + offset + " in " + bytes.length);
        }
        this.bytes = bytes;
        start = offset;
        next = offset;
        end = offset + count;
    }

    /** Bytes read so far of this range. */
    public int position() {
        return next - start;
    }

    /** Bytes of this range not read yet. */
    public int remaining() {
        return end - next;
    }

    public byte i8() throws MalformedBytesException {
        return bytes[take(1)];
    }

    /** One byte as 0 to 255. */
    public int u8() throws MalformedBytesException {
        return bytes[take(1)] & 0xFF;
    }

    /**
     * One byte, 0 or 1.
     *
     * @throws MalformedBytesException also for any other value
     */
    public boolean bool() throws MalformedBytesException {
        int value = u8();
        if (value > 1) {
            throw malformed(1, "a boolean, 0 or 1", Integer.toString(value));
        }
        return value == 1;
    }

    public short i16() throws MalformedBytesException {
        return (short) I16.get(bytes, take(2));
    }

    /** Two bytes as 0 to 65535. */
    public int u16() throws MalformedBytesException {
        return i16() & 0xFFFF;
    }

    public int i32() throws MalformedBytesException {
        return (int) I32.get(bytes, take(4));
    }

    public long i64() throws MalformedBytesException {
        return (long) I64.get(bytes, take(8));
    }

    public long vlong() throws MalformedBytesException {
        int first = i8();
        if (first >= -112) {
            return first;
        }
        boolean negative = first < -120;
        int count = (negative ? -120 : -112) - first;
        int at = take(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | (bytes[at + i] & 0xFF);
        }
        return negative ? ~value : value;
    }

    /**
     * A vlong that fits an int.
     *
     * @throws MalformedBytesException also if it does not
     */
    public int vint() throws MalformedBytesException {
        int from = position();
        long value = vlong();
        if (value != (int) value) {
            throw new MalformedBytesException(from, "a 32-bit number", Long.toString(value));
        }
        return (int) value;
    }

    /** A protobuf varint of up to ten bytes. */
    public long varint64() throws MalformedBytesException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte b = i8();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed(10, "a varint of at most 10 bytes", "more");
    }

    /** A protobuf varint cut to its low 32 bits, as protobuf readers do. */
    public int varint32() throws MalformedBytesException {
        return (int) varint64();
    }

    /** Copies the next {@code count} bytes out. */
    public byte[] bytes(int count) throws MalformedBytesException {
        int at = take(count);
        return count == 0 ? NO_BYTES : Arrays.copyOfRange(bytes, at, at + count);
    }

    /** Copies the next bytes into {@code target}. */
    public void bytes(byte[] target, int offset, int count) throws MalformedBytesException {
        System.arraycopy(bytes, take(count), target, offset, count);
    }

    /** A u16 count and that many raw bytes. */
    public byte[] bytes16() throws MalformedBytesException {
        return bytes(u16());
    }

    /**
     * As {@link #bytes16}; the same bytes as the last time are likely the same array, which therefore must not be changed.
     */
    public byte[] pooledBytes16() throws MalformedBytesException {
        int count = u16();
        int at = take(count);
        if (!Arrays.equals(bytes, at, next, lastBytes16, 0, lastBytes16.length)) {
            lastBytes16 = Arrays.copyOfRange(bytes, at, next);
        }
        return lastBytes16;
    }

    public void skip(int count) throws MalformedBytesException {
        take(count);
    }

    /** A string after a u16 byte count; see the class comment for its encoding. */
    public String ustr() throws MalformedBytesException {
        int count = u16();
        int at = take(count);
        return decodeUnits(at, count);
    }

    /** As {@link #ustr}; strings that come again and again (names of clients) are likely the same object. */
    public String pooledUstr() throws MalformedBytesException {
        int count = u16();
        int at = take(count);
        return StringPool.isAscii(bytes, at, count) ? pool.ascii(bytes, at, count) : decodeUnits(at, count);
    }

    /** UTF-8 after a vint byte count; malformed bytes become U+FFFD. */
    public String text() throws MalformedBytesException {
        return utf8(vint());
    }

    /** As {@link #text}; strings that come again and again (users, groups) are likely the same object. */
    public String pooledText() throws MalformedBytesException {
        return pooledUtf8(vint());
    }

    /** The next {@code count} bytes as UTF-8; malformed ones become U+FFFD. */
    public String utf8(int count) throws MalformedBytesException {
        int at = take(count);
        return count == 0 ? "" : new String(bytes, at, count, StandardCharsets.UTF_8);
    }

    /** As {@link #utf8}; strings that come again and again are likely the same object. */
    public String pooledUtf8(int count) throws MalformedBytesException {
        int at = take(count);
        return StringPool.isAscii(bytes, at, count)
                ? pool.ascii(bytes, at, count)
                : new String(bytes, at, count, StandardCharsets.UTF_8);
    }

    /**
     * A count read from these bytes, of things that take at least {@code bytesEach} bytes: checked against what is left,
     * so that it can be allocated for.
     */
    public int checkedCount(int count, int bytesEach, String what) throws MalformedBytesException {
        if (count < 0 || (long) count * bytesEach > remaining()) {
            throw malformed(0, "at most " + remaining() / bytesEach + " " + what, Integer.toString(count));
        }
        return count;
    }

    /** Ends this range {@code count} bytes from here; returns the old end for {@link #widen}. */
    public int narrow(int count) throws MalformedBytesException {
        if (count < 0 || count > remaining()) {
            throw malformed(0, remaining() + " bytes or fewer", Integer.toString(count));
        }
        int before = end - start;
        end = next + count;
        return before;
    }

    /** Undoes {@link #narrow}. */
    public void widen(int before) {
        end = start + before;
    }

    private int take(int count) throws MalformedBytesException {
        if (count < 0 || count > end - next) {
            throw malformed(0, count + " more bytes", remaining() + " left");
        }
        int at = next;
        next += count;
        return at;
    }

    private MalformedBytesException malformed(int back, String expected, String found) {
        return new MalformedBytesException(position() - back, expected, found);
    }

    private String decodeUnits(int at, int count) throws MalformedBytesException {
        if (StringPool.isAscii(bytes, at, count)) {
            return count == 0 ? "" : new String(bytes, at, count, StandardCharsets.ISO_8859_1);
        }
        StringBuilder text = new StringBuilder(count);
        int stop = at + count;
        int i = at;
        while (i < stop) {
            int first = bytes[i];
            int size = sizeOf(first);
            if (size == 0 || i + size > stop) {
                throw new MalformedBytesException(i - start, "a whole UTF-8 sequence", "byte " + (first & 0xFF));
            }
            appendSequence(text, i, size);
            i += size;
        }
        return text.toString();
    }

    private void appendSequence(StringBuilder text, int i, int size) throws MalformedBytesException {
        switch (size) {
            case 1 -> text.append((char) bytes[i]);
            case 2 -> text.append((char) ((bytes[i] & 0x1F) << 6 | low(i + 1)));
            case 3 -> text.append((char) ((bytes[i] & 0x0F) << 12 | low(i + 1) << 6 | low(i + 2)));
            default -> {
                int point = (bytes[i] & 0x07) << 18 | low(i + 1) << 12 | low(i + 2) << 6 | low(i + 3);
                if (!Character.isSupplementaryCodePoint(point)) {
                    throw new MalformedBytesException(i - start, "a character", "code point " + point);
                }
                text.appendCodePoint(point);
            }
        }
    }

    private int low(int i) {
        return bytes[i] & 0x3F;
    }

    private static int sizeOf(int first) {
        if (first >= 0) {
            return 1;
        }
        if ((first & 0xE0) == 0xC0) {
            return 2;
        }
        if ((first & 0xF0) == 0xE0) {
            return 3;
        }
        return (first & 0xF8) == 0xF0 ? 4 : 0;
    }
}
