package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteSource;
import java.io.IOException;

/**
 * What an interrupted write leaves behind. Disks write sectors as a whole; of a write that was not forced any sector may
 * be missing, later ones be there nevertheless. A missing sector still holds what it held before: padding ({@code FF}), or
 * zeros where the file had just grown. Stateless.
 */
public final class LostSectors {
    /** The smallest unit that disks write as a whole. */
    public static final int SECTOR_BYTES = 512;

    private static final int CHUNK_BYTES = 1 << 16;

    private LostSectors() {}

    /**
     * True if a sector holds nothing but padding or zeros; of one that begins before {@code from} the rest has to be padding.
     *
     * @param to exclusive; a sector that ends behind it does not count
     */
    public static boolean any(ByteSource source, long from, long to) throws IOException {
        byte[] sector = new byte[SECTOR_BYTES];
        long at = from;
        while (at < to) {
            long sectorEnd = sectorEnd(at);
            int count = (int) (sectorEnd - at);
            if (sectorEnd <= to) {
                source.readFully(at, sector, 0, count);
                boolean whole = count == SECTOR_BYTES;
                if (isAll(sector, count, EditsFormat.TERMINATOR) || (whole && isAll(sector, count, (byte) 0))) {
                    return true;
                }
            }
            at = sectorEnd;
        }
        return false;
    }

    /** Where the sector ends that holds the byte at {@code offset}; exclusive. */
    static long sectorEnd(long offset) {
        return (offset / SECTOR_BYTES + 1) * SECTOR_BYTES;
    }

    /**
     * Behind the last byte that is no padding; {@code from} if there is none from there on.
     *
     * @param orZeros whether zeros count as padding
     */
    static long writtenEnd(ByteSource source, long from, boolean orZeros) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        long end = source.length();
        while (end > from) {
            int count = (int) Math.min(chunk.length, end - from);
            source.readFully(end - count, chunk, 0, count);
            for (int i = count - 1; i >= 0; i--) {
                if (chunk[i] != EditsFormat.TERMINATOR && !(orZeros && chunk[i] == 0)) {
                    return end - count + i + 1;
                }
            }
            end -= count;
        }
        return from;
    }

    private static boolean isAll(byte[] bytes, int count, byte value) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != value) {
                return false;
            }
        }
        return true;
    }
}
