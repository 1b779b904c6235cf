package io.cairn.common.store.image;

/**
 * Where the record of an inode starts in the INODE section: five bytes an inode where ids are dense, ten where they are
 * scattered, never an object. Records may come in any order (a stock image of many inodes is ordered by id modulo a
 * power of two, ours ascends). Immutable once built.
 */
final class InodeIndex {
    /** No such inode. */
    static final long ABSENT = -1;

    /** A table that holds this many slots an inode takes no more than pairs would. */
    private static final int DENSE_SLOTS_PER_INODE = 2;

    private final boolean dense;
    private final PackedOffsets table;
    private final PackedPairs pairs;
    private final long count;

    private InodeIndex(boolean dense, PackedOffsets table, PackedPairs pairs, long count) {
        this.dense = dense;
        this.table = table;
        this.pairs = pairs;
        this.count = count;
    }

    /** Offset of the record from the start of the section, or {@link #ABSENT}. */
    long offset(long id) {
        if (id < 0 || id >= PackedOffsets.LIMIT) {
            return ABSENT;
        }
        if (dense) {
            return table.get(id) - 1;
        }
        long rank = pairs.find(id);
        return rank < 0 ? ABSENT : pairs.value(rank);
    }

    boolean contains(long id) {
        return offset(id) != ABSENT;
    }

    long count() {
        return count;
    }

    long heapBytes() {
        return table.heapBytes() + pairs.heapBytes();
    }

    /** Takes the records of one pass over the section, then builds. Single use, one thread. */
    static final class Builder {
        private final boolean dense;
        private final PackedOffsets table = new PackedOffsets();
        private final PackedPairs pairs = new PackedPairs();
        private long count;

        /**
         * @param inodeCount number of inodes, as the section's header says
         * @param lastInodeId highest id, as the section's header says; higher ones are possible but may cost memory
         */
        Builder(long inodeCount, long lastInodeId) {
            dense = lastInodeId / DENSE_SLOTS_PER_INODE <= inodeCount + (1 << 16);
        }

        /**
         * Adds a record.
         *
         * @return false if the id is there already (found at once in a dense index, else by {@link #build})
         */
        boolean add(long id, long offset) {
            count++;
            if (!dense) {
                pairs.add(id, offset);
                return true;
            }
            if (table.get(id) != 0) {
                return false;
            }
            table.set(id, offset + 1);
            return true;
        }

        long count() {
            return count;
        }

        /**
         * @throws DuplicateIdException if an id was added twice
         */
        InodeIndex build() {
            long twice = pairs.sort();
            if (twice >= 0) {
                throw new DuplicateIdException(twice);
            }
            return new InodeIndex(dense, table, pairs, count);
        }
    }

    /** An id was met twice. */
    static final class DuplicateIdException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final long id;

        DuplicateIdException(long id) {
            super("Id " + id + " occurs twice");
            this.id = id;
        }
    }
}
