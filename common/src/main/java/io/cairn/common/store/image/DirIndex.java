package io.cairn.common.store.image;

/**
 * Where the entry of a directory starts in the INODE_DIR section: ten bytes a directory that has children. Immutable once
 * built.
 */
final class DirIndex {
    /** The directory has no entry, i.e. no children. */
    static final long ABSENT = -1;

    private final PackedPairs pairs;

    /**
     * @param pairs directory id and offset of its entry from the start of the section; sorted here
     * @throws InodeIndex.DuplicateIdException if a directory has two entries
     */
    DirIndex(PackedPairs pairs) {
        this.pairs = pairs;
        long twice = pairs.sort();
        if (twice >= 0) {
            throw new InodeIndex.DuplicateIdException(twice);
        }
    }

    /** Offset of the directory's entry from the start of the section, or {@link #ABSENT}. */
    long offset(long directoryId) {
        long rank = pairs.find(directoryId);
        return rank < 0 ? ABSENT : pairs.value(rank);
    }

    /** Number of entries. */
    long count() {
        return pairs.count();
    }

    long heapBytes() {
        return pairs.heapBytes();
    }
}
