package io.cairn.common.store.image;

/**
 * Where the base hangs the inodes that were looked up lately; forgets by overwriting, so its memory is bounded. Confined
 * to one thread.
 */
final class RecentParents {
    /** Not remembered. */
    static final long UNKNOWN = -1;

    private static final int SLOTS = 1 << 14;

    private final long[] ids = new long[SLOTS];
    private final long[] parents = new long[SLOTS];

    void note(long id, long parentId) {
        int slot = slot(id);
        ids[slot] = id;
        parents[slot] = parentId;
    }

    long get(long id) {
        int slot = slot(id);
        return ids[slot] == id ? parents[slot] : UNKNOWN;
    }

    private static int slot(long id) {
        return (int) ((id * 0x9E3779B97F4A7C15L) >>> 50);
    }
}
