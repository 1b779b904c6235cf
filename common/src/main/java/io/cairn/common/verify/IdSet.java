package io.cairn.common.verify;

import java.util.Arrays;

/**
 * A set of numbers from 0 to 2<sup>40</sup> − 1 as bits, in chunks of 32768 that exist only where a number was added: one
 * bit a number where they are dense, 4 KiB for a lonely one. After {@link #freeze} it also knows each number's rank.
 * Confined to one thread.
 */
final class IdSet {
    /** Exclusive upper bound of what can be in a set. */
    static final long LIMIT = 1L << 40;

    private static final int CHUNK_BITS = 15;
    private static final int WORDS = 1 << (CHUNK_BITS - 6);
    private static final int BLOCK_WORDS = 8;
    private static final long[] NO_CHUNK = {};

    private long[][] chunks = {};
    private long count;
    private long[] before = {};
    private char[][] beforeInChunk = {};

    static boolean canHold(long id) {
        return id >= 0 && id < LIMIT;
    }

    boolean contains(long id) {
        long number = id >>> CHUNK_BITS;
        if (number >= chunks.length) {
            return false;
        }
        long[] chunk = chunks[(int) number];
        return chunk.length != 0 && (chunk[word(id)] & 1L << id) != 0;
    }

    /** Adds; false if it was there. */
    boolean add(long id) {
        long[] chunk = chunkFor((int) (id >>> CHUNK_BITS));
        long bit = 1L << id;
        if ((chunk[word(id)] & bit) != 0) {
            return false;
        }
        chunk[word(id)] |= bit;
        count++;
        return true;
    }

    long count() {
        return count;
    }

    /** Ends adding, and lets {@link #rank} be asked. Takes about 3 % more memory. */
    void freeze() {
        before = new long[chunks.length];
        beforeInChunk = new char[chunks.length][];
        long sum = 0;
        for (int i = 0; i < chunks.length; i++) {
            before[i] = sum;
            char[] blocks = new char[chunks[i].length / BLOCK_WORDS];
            int inChunk = 0;
            for (int word = 0; word < chunks[i].length; word++) {
                if (word % BLOCK_WORDS == 0) {
                    blocks[word / BLOCK_WORDS] = (char) inChunk;
                }
                inChunk += Long.bitCount(chunks[i][word]);
            }
            beforeInChunk[i] = blocks;
            sum += inChunk;
        }
    }

    /** How many smaller numbers are in the set; {@code id} must be in it, and the set frozen. */
    long rank(long id) {
        int number = (int) (id >>> CHUNK_BITS);
        long[] chunk = chunks[number];
        int word = word(id);
        long rank = before[number] + beforeInChunk[number][word / BLOCK_WORDS];
        for (int i = word / BLOCK_WORDS * BLOCK_WORDS; i < word; i++) {
            rank += Long.bitCount(chunk[i]);
        }
        return rank + Long.bitCount(chunk[word] & ((1L << id) - 1));
    }

    /** Is told of numbers. */
    interface Visitor {
        /** Returns false to end the walk. */
        boolean id(long id);
    }

    /** Goes through the numbers that are in this set and not in {@code other}, ascending. */
    void forEachNotIn(IdSet other, Visitor visitor) {
        for (int number = 0; number < chunks.length; number++) {
            long[] theirs = number < other.chunks.length ? other.chunks[number] : NO_CHUNK;
            for (int word = 0; word < chunks[number].length; word++) {
                long bits = chunks[number][word] & (theirs.length == 0 ? -1L : ~theirs[word]);
                for (; bits != 0; bits &= bits - 1) {
                    long id = ((long) number << CHUNK_BITS) + ((long) word << 6) + Long.numberOfTrailingZeros(bits);
                    if (!visitor.id(id)) {
                        return;
                    }
                }
            }
        }
    }

    /** Most heap that a set of so many numbers up to {@code highest} can take, bytes. */
    static long heapBytesMax(long highest, long numbers) {
        long dense = (highest >>> 3) + (8L * WORDS);
        long lonely = numbers > Long.MAX_VALUE / 8192 ? Long.MAX_VALUE : numbers * 8L * WORDS;
        return Math.min(dense, lonely) + (highest >>> CHUNK_BITS) * 24;
    }

    private long[] chunkFor(int number) {
        if (number >= chunks.length) {
            int old = chunks.length;
            chunks = Arrays.copyOf(chunks, Math.max(number + 1, old + old / 4));
            Arrays.fill(chunks, old, chunks.length, NO_CHUNK);
        }
        if (chunks[number].length == 0) {
            chunks[number] = new long[WORDS];
        }
        return chunks[number];
    }

    private static int word(long id) {
        return (int) (id >>> 6) & (WORDS - 1);
    }
}
