package io.cairn.common.store.image;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.store.StoreException;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Random reading of an immutable source through a bounded number of its blocks: four places for each block, the one not
 * used for longest gives way. What was read stays on the heap under the bound, so resident memory is known, unlike with
 * mapped files. Confined to one thread.
 */
final class BlockCache {
    static final int BLOCK_BYTES = 8192;

    private static final int WAYS = 4;
    private static final int BLOCK_BITS = 13;

    private final ByteSource source;
    private final long length;
    private final byte[][] blocks;
    private final long[] numbers;
    private final long[] lastUse;
    private final int setMask;
    private long clock;
    // The block of the last access; most accesses follow one another closely.
    private long currentNumber = -1;
    private byte @Nullable [] current;

    /**
     * @param bytesMax bound of the memory for blocks; rounded down to a power of two of blocks, at least four
     */
    BlockCache(ByteSource source, long bytesMax) {
        this.source = source;
        length = source.length();
        long wanted = Math.min(bytesMax, length + BLOCK_BYTES) / BLOCK_BYTES;
        int sets = (int) Math.max(1, Long.highestOneBit(Math.max(1, Math.min(wanted, 1 << 24) / WAYS)));
        setMask = sets - 1;
        blocks = new byte[sets * WAYS][];
        numbers = new long[sets * WAYS];
        lastUse = new long[sets * WAYS];
    }

    ByteSource source() {
        return source;
    }

    /** The byte at {@code position}, 0 to 255. */
    int byteAt(long position) {
        return block(position)[(int) position & (BLOCK_BYTES - 1)] & 0xFF;
    }

    /** Reads exactly {@code count} bytes. */
    void read(long position, byte[] target, int offset, int count) {
        long from = position;
        int done = 0;
        while (done < count) {
            byte[] block = block(from);
            int start = (int) from & (BLOCK_BYTES - 1);
            int part = Math.min(count - done, BLOCK_BYTES - start);
            System.arraycopy(block, start, target, offset + done, part);
            done += part;
            from += part;
        }
    }

    private byte[] block(long position) {
        long number = position >> BLOCK_BITS;
        if (number == currentNumber && current != null && position < length) {
            return current;
        }
        if (position < 0 || position >= length) {
            throw new StoreException(source.name() + ": position " + position + " is outside its " + length + " bytes");
        }
        byte[] found = find(number);
        current = found;
        currentNumber = number;
        return found;
    }

    private byte[] find(long number) {
        int set = ((int) (number ^ number >>> 24) & setMask) * WAYS;
        int victim = set;
        clock++;
        for (int i = set; i < set + WAYS; i++) {
            if (blocks[i] != null && numbers[i] == number) {
                lastUse[i] = clock;
                return blocks[i];
            }
            if (lastUse[i] < lastUse[victim]) {
                victim = i;
            }
        }
        return load(number, victim);
    }

    private byte[] load(long number, int slot) {
        byte[] block = blocks[slot] == null ? new byte[BLOCK_BYTES] : blocks[slot];
        long start = number << BLOCK_BITS;
        lastUse[slot] = 0;
        numbers[slot] = -1;
        try {
            source.readFully(start, block, 0, (int) Math.min(BLOCK_BYTES, length - start));
        } catch (EOFException e) {
            throw new StoreException(source.name() + ": became shorter while in use", e);
        } catch (IOException e) {
            throw new StoreException(source.name() + ": cannot read at " + start, e);
        }
        blocks[slot] = block;
        numbers[slot] = number;
        lastUse[slot] = clock;
        return block;
    }
}
