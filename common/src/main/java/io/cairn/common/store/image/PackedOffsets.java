package io.cairn.common.store.image;

import java.util.Arrays;

/**
 * A growing array of numbers from 0 to 2^40 − 1 in five bytes each, kept in chunks so that growing copies nothing and no
 * allocation is large. Unset elements read as 0; chunks in which nothing was set take no memory. Confined to one thread
 * while it is filled, then read-only.
 */
final class PackedOffsets {
    /** Exclusive upper bound of what an element can hold. */
    static final long LIMIT = 1L << 40;

    private static final int CHUNK_BITS = 14;
    private static final int CHUNK_SIZE = 1 << CHUNK_BITS;
    private static final int WIDTH = 5;
    private static final byte[] NO_CHUNK = {};

    private byte[][] chunks = {};

    /** The element, 0 if it was never set. */
    long get(long index) {
        int number = (int) (index >>> CHUNK_BITS);
        if (number >= chunks.length || chunks[number].length == 0) {
            return 0;
        }
        byte[] chunk = chunks[number];
        int at = ((int) index & (CHUNK_SIZE - 1)) * WIDTH;
        return (chunk[at] & 0xFFL) << 32
                | (chunk[at + 1] & 0xFFL) << 24
                | (chunk[at + 2] & 0xFFL) << 16
                | (chunk[at + 3] & 0xFFL) << 8
                | (chunk[at + 4] & 0xFFL);
    }

    /** Sets an element. */
    void set(long index, long value) {
        if (value < 0 || value >= LIMIT) {
            throw new IllegalArgumentException("Not from 0 to 2^40 - 1: " + value);
        }
        byte[] chunk = chunkFor((int) (index >>> CHUNK_BITS));
        int at = ((int) index & (CHUNK_SIZE - 1)) * WIDTH;
        chunk[at] = (byte) (value >>> 32);
        chunk[at + 1] = (byte) (value >>> 24);
        chunk[at + 2] = (byte) (value >>> 16);
        chunk[at + 3] = (byte) (value >>> 8);
        chunk[at + 4] = (byte) value;
    }

    /** Bytes of heap taken by the elements. */
    long heapBytes() {
        long sum = 8L * chunks.length;
        for (byte[] chunk : chunks) {
            sum += chunk.length;
        }
        return sum;
    }

    private byte[] chunkFor(int number) {
        if (number >= chunks.length) {
            int before = chunks.length;
            chunks = Arrays.copyOf(chunks, Math.max(number + 1, before + before / 2));
            Arrays.fill(chunks, before, chunks.length, NO_CHUNK);
        }
        if (chunks[number].length == 0) {
            chunks[number] = new byte[CHUNK_SIZE * WIDTH];
        }
        return chunks[number];
    }
}
