package io.cairn.common.store.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * A set of ids as bits, in chunks of 32768 ids that exist only where an id was added: one bit an id where ids are dense,
 * 4 KiB for a lonely one. Ids from 0 to 2^46 − 1. Confined to one thread while it changes.
 */
final class IdBitmap {
    private static final int CHUNK_BITS = 15;
    private static final int WORDS = 1 << (CHUNK_BITS - 6);
    private static final long[] NO_CHUNK = {};

    private final LongMap<long[]> chunks;
    private long count;
    // The last chunk asked for: walks go up the ids.
    private long lastNumber = -1;
    private long[] lastChunk = NO_CHUNK;

    IdBitmap() {
        this(new LongMap<>());
    }

    private IdBitmap(LongMap<long[]> chunks) {
        this.chunks = chunks;
    }

    boolean contains(long id) {
        long number = id >>> CHUNK_BITS;
        if (number != lastNumber) {
            long[] chunk = chunks.get(number);
            lastChunk = chunk == null ? NO_CHUNK : chunk;
            lastNumber = number;
        }
        return lastChunk.length != 0 && (lastChunk[word(id)] & 1L << id) != 0;
    }

    /** Adds; true if it was not there. */
    boolean add(long id) {
        if (contains(id)) {
            return false;
        }
        if (lastChunk.length == 0) {
            lastChunk = new long[WORDS];
            chunks.put(id >>> CHUNK_BITS, lastChunk);
        }
        lastChunk[word(id)] |= 1L << id;
        count++;
        return true;
    }

    /** Removes; true if it was there. */
    boolean remove(long id) {
        if (!contains(id)) {
            return false;
        }
        lastChunk[word(id)] &= ~(1L << id);
        count--;
        return true;
    }

    long count() {
        return count;
    }

    /** Is told of ids. */
    interface Visitor {
        void id(long id) throws IOException;
    }

    /** Goes through all ids, ascending. */
    void forEach(Visitor visitor) throws IOException {
        for (long number : chunks.sortedKeys()) {
            long[] chunk = chunks.get(number);
            for (int i = 0; chunk != null && i < WORDS; i++) {
                for (long bits = chunk[i]; bits != 0; bits &= bits - 1) {
                    visitor.id((number << CHUNK_BITS) + ((long) i << 6) + Long.numberOfTrailingZeros(bits));
                }
            }
        }
    }

    IdBitmap copy() {
        IdBitmap copy = new IdBitmap(chunks.copy(chunk -> Arrays.copyOf(chunk, WORDS)));
        copy.count = count;
        return copy;
    }

    long heapBytes() {
        return chunks.heapBytes() + chunks.size() * (8L * WORDS + 16);
    }

    private static int word(long id) {
        return (int) (id >>> 6) & (WORDS - 1);
    }
}
