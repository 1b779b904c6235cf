package io.cairn.common.store.image;

/**
 * Pairs of key and value, ten bytes each: appended in any order, sorted in place once, then found by binary search.
 * Confined to one thread while it is filled, then read-only.
 */
final class PackedPairs {
    private static final int INSERTION_SORT_MAX = 24;

    private final PackedOffsets keys = new PackedOffsets();
    private final PackedOffsets values = new PackedOffsets();
    private long count;
    private boolean ascending = true;

    /** Appends a pair; both numbers from 0 to 2^40 − 1. */
    void add(long key, long value) {
        ascending &= count == 0 || keys.get(count - 1) < key;
        keys.set(count, key);
        values.set(count, value);
        count++;
    }

    long count() {
        return count;
    }

    long key(long rank) {
        return keys.get(rank);
    }

    long value(long rank) {
        return values.get(rank);
    }

    /**
     * Sorts by key.
     *
     * @return a key that occurs twice, or −1 if all differ
     */
    long sort() {
        if (ascending) {
            return -1;
        }
        sortByBit(0, count, 39);
        ascending = true;
        for (long i = 1; i < count; i++) {
            if (keys.get(i - 1) == keys.get(i)) {
                return keys.get(i);
            }
        }
        return -1;
    }

    /** Rank of {@code key} after {@link #sort}, or −1. */
    long find(long key) {
        long low = 0;
        long high = count - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            long found = keys.get(middle);
            if (found == key) {
                return middle;
            }
            if (found < key) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    long heapBytes() {
        return keys.heapBytes() + values.heapBytes();
    }

    /** Radix exchange, highest bit first: in place, and at worst one pass per bit whatever the order. */
    private void sortByBit(long from, long to, int bit) {
        if (to - from <= INSERTION_SORT_MAX || bit < 0) {
            sortByInsertion(from, to);
            return;
        }
        long mask = 1L << bit;
        long low = from;
        long high = to - 1;
        while (low <= high) {
            if ((keys.get(low) & mask) == 0) {
                low++;
            } else if ((keys.get(high) & mask) != 0) {
                high--;
            } else {
                swap(low++, high--);
            }
        }
        sortByBit(from, low, bit - 1);
        sortByBit(low, to, bit - 1);
    }

    private void sortByInsertion(long from, long to) {
        for (long i = from + 1; i < to; i++) {
            for (long j = i; j > from && keys.get(j - 1) > keys.get(j); j--) {
                swap(j - 1, j);
            }
        }
    }

    private void swap(long one, long other) {
        long key = keys.get(one);
        long value = values.get(one);
        keys.set(one, keys.get(other));
        values.set(one, values.get(other));
        keys.set(other, key);
        values.set(other, value);
    }
}
