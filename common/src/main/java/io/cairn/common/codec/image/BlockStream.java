package io.cairn.common.codec.image;

import java.io.IOException;
import java.io.InputStream;

/**
 * Uncompressed bytes of Hadoop's block framing, which its lz4 and snappy codecs share. Single use, one thread.
 *
 * <table>
 * <caption>A block, repeated to the end</caption>
 * <tr><td>4</td><td>u32 big-endian: uncompressed bytes of the block</td></tr>
 * <tr><td>4 + n</td><td>u32 big-endian n and a chunk of n compressed bytes, repeated until the block is complete</td></tr>
 * </table>
 */
final class BlockStream extends InputStream {
    /** Hadoop's default is 256 KiB; more than this is taken for damage. */
    private static final int BLOCK_BYTES_MAX = 64 << 20;

    private final InputStream in;
    private final Decoder decoder;

    private byte[] chunk = new byte[0];
    private byte[] plain = new byte[0];
    private int position;
    private int filled;
    /** Uncompressed bytes of the current block that have not been decoded. */
    private int owed;

    /** Decodes one chunk. */
    interface Decoder {
        /** @return bytes written to {@code target} from 0 */
        int decode(byte[] source, int length, byte[] target, int most) throws CorruptImageException;
    }

    BlockStream(InputStream in, Decoder decoder) {
        this.in = in;
        this.decoder = decoder;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        while (position == filled) {
            if (!nextChunk()) {
                return -1;
            }
        }
        int taken = Math.min(count, filled - position);
        System.arraycopy(plain, position, target, offset, taken);
        position += taken;
        return taken;
    }

    private boolean nextChunk() throws IOException {
        while (owed == 0) {
            int first = in.read();
            if (first < 0) {
                return false;
            }
            owed = checkedSize(first, "block");
        }
        int length = checkedSize(in.read(), "chunk");
        chunk = atLeast(chunk, length);
        readFully(length);
        plain = atLeast(plain, owed);
        filled = decoder.decode(chunk, length, plain, owed);
        position = 0;
        owed -= filled;
        return true;
    }

    private static byte[] atLeast(byte[] buffer, int size) {
        return buffer.length >= size ? buffer : new byte[size];
    }

    private int checkedSize(int first, String what) throws IOException {
        long size = (first & 0xffffffffL) << 24;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int next = in.read();
            if (first < 0 || next < 0) {
                throw new CorruptImageException("the size of a compressed " + what, "the end of the section");
            }
            size |= (long) next << shift;
        }
        if (size > BLOCK_BYTES_MAX) {
            throw new CorruptImageException("a compressed " + what + " of at most " + BLOCK_BYTES_MAX, "" + size);
        }
        return (int) size;
    }

    private void readFully(int length) throws IOException {
        int read = in.readNBytes(chunk, 0, length);
        if (read < length) {
            throw new CorruptImageException("a chunk of " + length + " bytes", "the end of the section after " + read);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /**
     * LZ4 block format: token (literals, match length − 4; 15 continues in bytes of 255), literals, u16 little-endian
     * distance.
     */
    static int lz4(byte[] source, int length, byte[] target, int most) throws CorruptImageException {
        int in = 0;
        int out = 0;
        try {
            while (in < length) {
                int token = source[in++] & 0xff;
                int literals = token >>> 4;
                if (literals == 15) {
                    int more;
                    do {
                        more = source[in++] & 0xff;
                        literals += more;
                    } while (more == 255);
                }
                check(literals <= length - in && literals <= most - out, "lz4");
                System.arraycopy(source, in, target, out, literals);
                in += literals;
                out += literals;
                if (in == length) {
                    return out;
                }
                int distance = (source[in] & 0xff) | (source[in + 1] & 0xff) << 8;
                in += 2;
                int match = token & 15;
                if (match == 15) {
                    int more;
                    do {
                        more = source[in++] & 0xff;
                        match += more;
                    } while (more == 255);
                }
                match += 4;
                out = copyMatch(target, out, distance, match, most, "lz4");
            }
        } catch (IndexOutOfBoundsException e) {
            check(false, "lz4");
        }
        return out;
    }

    /** Snappy block format: varint of the length, then literals and copies by tag. */
    static int snappy(byte[] source, int length, byte[] target, int most) throws CorruptImageException {
        int in = WireReader.varintEnd(source, 0, length);
        long size = WireReader.varintAt(source, 0, in);
        check(size >= 0 && size <= most, "snappy");
        int out = 0;
        try {
            while (in < length) {
                int tag = source[in++] & 0xff;
                int run;
                if ((tag & 3) == 0) {
                    run = tag >>> 2;
                    if (run >= 60) {
                        int bytes = run - 59;
                        run = littleEndian(source, in, bytes);
                        in += bytes;
                    }
                    run++;
                    check(run > 0 && run <= length - in && run <= most - out, "snappy");
                    System.arraycopy(source, in, target, out, run);
                    in += run;
                    out += run;
                    continue;
                }
                int distance;
                switch (tag & 3) {
                    case 1 -> {
                        run = ((tag >>> 2) & 7) + 4;
                        distance = (tag >>> 5) << 8 | (source[in++] & 0xff);
                    }
                    case 2 -> {
                        run = (tag >>> 2) + 1;
                        distance = littleEndian(source, in, 2);
                        in += 2;
                    }
                    default -> {
                        run = (tag >>> 2) + 1;
                        distance = littleEndian(source, in, 4);
                        in += 4;
                    }
                }
                out = copyMatch(target, out, distance, run, most, "snappy");
            }
        } catch (IndexOutOfBoundsException e) {
            check(false, "snappy");
        }
        check(out == size, "snappy");
        return out;
    }

    private static int littleEndian(byte[] source, int at, int bytes) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (source[at + i] & 0xff) << (8 * i);
        }
        return value;
    }

    /** Copies byte by byte where source and target overlap, as both formats mean it. */
    private static int copyMatch(byte[] target, int out, int distance, int run, int most, String format)
            throws CorruptImageException {
        check(distance > 0 && distance <= out && run >= 0 && run <= most - out, format);
        if (distance >= run) {
            System.arraycopy(target, out - distance, target, out, run);
        } else {
            for (int i = 0; i < run; i++) {
                target[out + i] = target[out + i - distance];
            }
        }
        return out + run;
    }

    private static void check(boolean right, String format) throws CorruptImageException {
        if (!right) {
            throw new CorruptImageException("a chunk in " + format + " format", "damage in it");
        }
    }
}
