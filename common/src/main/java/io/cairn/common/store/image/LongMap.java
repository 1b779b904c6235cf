package io.cairn.common.store.image;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A hash map from id to object without boxing or entry objects: open addressing, linear probing, at most two thirds
 * full. Any {@code long} but {@link Long#MIN_VALUE} can be a key. Confined to one thread.
 */
final class LongMap<V> {
    private static final long FREE = Long.MIN_VALUE;

    private long[] keys;
    private @Nullable Object[] values;
    private int size;

    LongMap() {
        keys = new long[16];
        values = new Object[16];
        Arrays.fill(keys, FREE);
    }

    private LongMap(long[] keys, @Nullable Object[] values, int size) {
        this.keys = keys;
        this.values = values;
        this.size = size;
    }

    @Nullable
    V get(long key) {
        return valueAt(slot(key));
    }

    boolean containsKey(long key) {
        return keys[slot(key)] == key;
    }

    /** Adds or replaces; the value that was there before, or null. */
    @Nullable
    V put(long key, V value) {
        int slot = slot(key);
        if (keys[slot] == key) {
            V before = valueAt(slot);
            values[slot] = value;
            return before;
        }
        keys[slot] = key;
        values[slot] = value;
        size++;
        if (size * 3L > keys.length * 2L) {
            grow();
        }
        return null;
    }

    /** Removes; the value that was there, or null. */
    @Nullable
    V remove(long key) {
        int slot = slot(key);
        if (keys[slot] != key) {
            return null;
        }
        V before = valueAt(slot);
        size--;
        closeGap(slot);
        return before;
    }

    int size() {
        return size;
    }

    /** All keys, ascending. */
    long[] sortedKeys() {
        long[] sorted = new long[size];
        int done = 0;
        for (long key : keys) {
            if (key != FREE) {
                sorted[done++] = key;
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    /** Shows every value, in no order. */
    void forEach(Consumer<V> visitor) {
        for (int i = 0; i < values.length; i++) {
            V value = valueAt(i);
            if (value != null) {
                visitor.accept(value);
            }
        }
    }

    /** A map of its own with {@code copier} applied to each value. */
    LongMap<V> copy(UnaryOperator<V> copier) {
        @Nullable Object[] copied = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            V value = valueAt(i);
            copied[i] = value == null ? null : copier.apply(value);
        }
        return new LongMap<>(keys.clone(), copied, size);
    }

    /** Bytes of heap taken by the table itself, the values not counted. */
    long heapBytes() {
        return 12L * keys.length;
    }

    @SuppressWarnings("unchecked") // Only put() writes, and it writes a V.
    private @Nullable V valueAt(int slot) {
        return (V) values[slot];
    }

    private int slot(long key) {
        int slot = home(key);
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private int home(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed ^ mixed >>> 32) & (keys.length - 1);
    }

    private void closeGap(int gap) {
        int mask = keys.length - 1;
        int next = (gap + 1) & mask;
        while (keys[next] != FREE) {
            int home = home(keys[next]);
            if (((next - home) & mask) >= ((next - gap) & mask)) {
                keys[gap] = keys[next];
                values[gap] = values[next];
                gap = next;
            }
            next = (next + 1) & mask;
        }
        keys[gap] = FREE;
        values[gap] = null;
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new Object[keys.length];
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
