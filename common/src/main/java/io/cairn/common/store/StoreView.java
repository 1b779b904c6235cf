package io.cairn.common.store;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.model.Counters;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reading a namespace. All lookups are by inode id and by (parent id, name); paths are resolved above. I/O errors of a
 * backend surface as {@link StoreException}. Whether several threads may read at once is said by who hands the view out.
 */
public interface StoreView extends Closeable {
    /** The last transaction whose change is in this view. */
    long appliedTxid();

    /** The digest of the namespace that this view shows; kept up to date by every change, so the answer costs little. */
    NamespaceDigest digest();

    /** The inode, if it exists. */
    Optional<Inode> inode(long id);

    /** Id of the child, or {@link InodeIds#NONE}. */
    long child(long parentId, FsName name);

    /** Id of the directory that holds the inode; {@link InodeIds#NONE} for the root and for unknown ids. */
    long parent(long id);

    /**
     * Walks a directory in name order.
     *
     * @param after only names behind this one; null from the start
     */
    ChildCursor children(long parentId, @Nullable FsName after);

    /** True if the directory has at least one child. */
    default boolean hasChildren(long parentId) {
        try (ChildCursor cursor = children(parentId, null)) {
            return cursor.next();
        }
    }

    /** Number of children; may take time in proportion to them. */
    long childCount(long parentId);

    /** Walks all inodes once, in an order of the backend's choice that does not change without changes. */
    InodeCursor inodes();

    /** Number of inodes, the root included. */
    long inodeCount();

    /** Ids of the files open for writing, ascending. */
    List<Long> openFiles();

    Counters counters();

    /** An entry of a side table. */
    <V> Optional<V> entry(SideTable<V> table, String key);

    /** All entries of a side table, ascending by key. */
    <V> List<V> entries(SideTable<V> table);

    @Override
    void close();

    /** A walk over a directory: call {@link #next} first. Single use, one thread. */
    interface ChildCursor extends AutoCloseable {
        /** Moves on; false when there is no further child. */
        boolean next();

        FsName name();

        long id();

        @Override
        void close();
    }

    /** A walk over inodes: call {@link #next} first. Single use, one thread. */
    interface InodeCursor extends AutoCloseable {
        /** Moves on; false when there is no further inode. */
        boolean next();

        Inode inode();

        @Override
        void close();
    }
}
