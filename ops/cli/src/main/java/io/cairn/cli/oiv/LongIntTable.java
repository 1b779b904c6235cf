package io.cairn.cli.oiv;

import java.util.Arrays;

/**
 * A number from 0 for each of a known count of ids, in primitive arrays: one place per id where ids lie close together,
 * a hash table of fixed size otherwise. Confined to one thread.
 */
final class LongIntTable {
    /** What {@link #get} answers for an id without a number. */
    static final int NONE = -1;

    private static final int DENSITY = 8;

    private final long base;
    private final int[] dense;
    private final long[] keys;
    private final int[] values;
    private int free;

    /**
     * An empty table.
     *
     * @param count how many ids will get a number at most
     * @param lowest least id that will get one
     * @param highest greatest
     */
    LongIntTable(long count, long lowest, long highest) {
        long span = highest - lowest;
        base = lowest;
        if (span >= 0 && span / DENSITY <= count && span < Integer.MAX_VALUE - 8) {
            dense = new int[(int) span + 1];
            Arrays.fill(dense, NONE);
            keys = new long[0];
            values = new int[0];
        } else {
            dense = new int[0];
            int capacity = Math.max(16, Integer.highestOneBit((int) Math.min(count, 1 << 28)) * 4);
            keys = new long[capacity];
            values = new int[capacity];
            Arrays.fill(values, NONE);
            free = capacity - 1;
        }
    }

    /** Gives {@code id} a number; ids outside of what was announced are passed over. */
    void put(long id, int number) {
        if (keys.length == 0) {
            long at = id - base;
            if (at >= 0 && at < dense.length) {
                dense[(int) at] = number;
            }
            return;
        }
        int slot = slot(id);
        if (values[slot] == NONE) {
            if (free == 0) {
                return;
            }
            free--;
            keys[slot] = id;
        }
        values[slot] = number;
    }

    int get(long id) {
        if (keys.length == 0) {
            long at = id - base;
            return at >= 0 && at < dense.length ? dense[(int) at] : NONE;
        }
        return values[slot(id)];
    }

    private int slot(long id) {
        int mask = keys.length - 1;
        int at = (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (values[at] != NONE && keys[at] != id) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
