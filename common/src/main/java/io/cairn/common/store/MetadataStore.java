package io.cairn.common.store;

import io.cairn.common.model.Counters;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;

/**
 * A namespace that can be changed. Changes are seen at once by the changing thread and become one unit at {@link
 * #commit}. Other threads may read only between commits, under a lock of the caller's, or from a {@link #snapshot}.
 *
 * <p>The store does not check what it is told: that names agree with inodes, that parents exist, is the namespace's
 * part. It keeps no clock and no limits. Confined to the writer thread, except as said.
 */
public interface MetadataStore extends StoreView {
    /** Adds or replaces an inode; where it hangs in the tree does not change. */
    void putInode(Inode inode);

    /** Removes an inode that hangs nowhere any more. Children of a directory must have been removed before. */
    void removeInode(long id);

    /** Hangs an existing inode into a directory under a name that is free there; its {@link #parent} becomes that. */
    void link(long parentId, FsName name, long childId);

    /** Takes a name out of a directory; the inode stays until it is removed or linked elsewhere. */
    void unlink(long parentId, FsName name);

    void putCounters(Counters counters);

    /** Adds or replaces an entry of a side table. */
    <V> void putEntry(SideTable<V> table, V value);

    void removeEntry(SideTable<?> table, String key);

    /**
     * Ends a unit: everything since the last commit, with {@code txid} as {@link #appliedTxid}. A backend that survives
     * the process keeps either all of a unit or nothing; how many units survive a crash is its own affair.
     */
    void commit(long txid);

    /**
     * A view of the last commit that stays as it is while changes go on. Must be taken between commits; may then be used
     * by one other thread, and must be closed.
     */
    StoreView snapshot();
}
