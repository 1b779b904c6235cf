package io.cairn.common.store.image;

import java.util.Arrays;

/**
 * A hash map from id to id, 16 bytes a slot: open addressing, linear probing, at most two thirds full. Keys are never
 * removed; a value may be set to anything. Any key but {@link Long#MIN_VALUE}. Confined to one thread.
 */
final class LongToLongMap {
    private static final long FREE = Long.MIN_VALUE;

    private long[] keys;
    private long[] values;
    private int size;

    LongToLongMap() {
        this(new long[16], new long[16], 0);
        Arrays.fill(keys, FREE);
    }

    private LongToLongMap(long[] keys, long[] values, int size) {
        this.keys = keys;
        this.values = values;
        this.size = size;
    }

    /** The value, or {@code absent} if the key was never put. */
    long get(long key, long absent) {
        int slot = slot(key);
        return keys[slot] == key ? values[slot] : absent;
    }

    void put(long key, long value) {
        int slot = slot(key);
        values[slot] = value;
        if (keys[slot] != key) {
            keys[slot] = key;
            size++;
            if (size * 3L > keys.length * 2L) {
                grow();
            }
        }
    }

    int size() {
        return size;
    }

    LongToLongMap copy() {
        return new LongToLongMap(keys.clone(), values.clone(), size);
    }

    long heapBytes() {
        return 16L * keys.length;
    }

    private int slot(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed ^ mixed >>> 32) & (keys.length - 1);
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new long[keys.length];
        Arrays.fill(keys, FREE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
