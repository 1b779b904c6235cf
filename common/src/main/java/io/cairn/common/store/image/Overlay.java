package io.cairn.common.store.image;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.digest.NamespaceFacts;
import io.cairn.common.model.Counters;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.SideTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What changed since the base image. Memory goes with the number of changes: an object per changed or new inode, one bit
 * (or little more) per removed one. Knows nothing of the base but which ids it has, as callers say. Confined to the
 * writer thread.
 */
final class Overlay {
    /** A parent that is not known here: ask the base. */
    static final long UNKNOWN = -1;

    /** Rough heap of a changed inode or an added name with what hangs on it. */
    private static final long BYTES_PER_INODE = 320;

    private static final long BYTES_PER_NAME = 160;

    private final LongMap<Inode> inodes;
    private final LongMap<DirectoryDelta> deltas;
    private final LongToLongMap parents;
    private final IdBitmap removed;
    private final IdBitmap rewritten;
    private final IdBitmap detached;
    private final SortedSet<Long> openFiles;
    private final Map<String, SortedMap<String, Object>> tables;
    /** What the facts are more than the base's, but for those of {@link #inodes}. */
    private final NamespaceFacts facts;

    private Counters counters;
    private long addedNames;

    /** Nothing changed yet. */
    Overlay(Counters counters, List<Long> openFiles) {
        this(
                new LongMap<>(),
                new LongMap<>(),
                new LongToLongMap(),
                new IdBitmap(),
                new IdBitmap(),
                new IdBitmap(),
                new TreeSet<>(openFiles),
                new HashMap<>(),
                NamespaceDigest.EMPTY,
                counters,
                0);
        SideTable.ALL.forEach(table -> tables.put(table.name(), new TreeMap<>()));
    }

    private Overlay(
            LongMap<Inode> inodes,
            LongMap<DirectoryDelta> deltas,
            LongToLongMap parents,
            IdBitmap removed,
            IdBitmap rewritten,
            IdBitmap detached,
            SortedSet<Long> openFiles,
            Map<String, SortedMap<String, Object>> tables,
            NamespaceDigest facts,
            Counters counters,
            long addedNames) {
        this.inodes = inodes;
        this.deltas = deltas;
        this.parents = parents;
        this.removed = removed;
        this.rewritten = rewritten;
        this.detached = detached;
        this.openFiles = openFiles;
        this.tables = tables;
        this.facts = new NamespaceFacts(facts);
        this.counters = counters;
        this.addedNames = addedNames;
    }

    /** One that further changes here do not touch. Takes time in proportion to the changes. */
    Overlay copy() {
        Map<String, SortedMap<String, Object>> copiedTables = new HashMap<>();
        tables.forEach((name, entries) -> copiedTables.put(name, new TreeMap<>(entries)));
        return new Overlay(
                inodes.copy(inode -> inode),
                deltas.copy(DirectoryDelta::copy),
                parents.copy(),
                removed.copy(),
                rewritten.copy(),
                detached.copy(),
                new TreeSet<>(openFiles),
                copiedTables,
                facts.sum(),
                counters,
                addedNames);
    }

    /** The inode as changed or added, or null if it is not. */
    @Nullable
    Inode inode(long id) {
        return inodes.get(id);
    }

    /** True if the base's inode is gone. */
    boolean isRemoved(long id) {
        return removed.contains(id);
    }

    /** True if the base's record of the inode no longer holds: changed or removed. */
    boolean isStale(long id) {
        return rewritten.contains(id) || removed.contains(id);
    }

    /** True if the base's entry that hangs the inode into a directory no longer holds. */
    boolean isDetached(long id) {
        return detached.contains(id);
    }

    /** What changed in a directory, or null if nothing did. */
    @Nullable
    DirectoryDelta delta(long directoryId) {
        return deltas.get(directoryId);
    }

    /** The directory the inode hangs in, {@link InodeIds#NONE} if in none, {@link #UNKNOWN} if it is as in the base. */
    long parent(long id) {
        long known = parents.get(id, UNKNOWN);
        return known == UNKNOWN && detached.contains(id) ? InodeIds.NONE : known;
    }

    void put(Inode inode, boolean inBase) {
        inodes.put(inode.id(), inode);
        if (inBase) {
            removed.remove(inode.id());
            rewritten.add(inode.id());
        }
        noteOpen(inode);
    }

    void remove(long id, boolean inBase) {
        inodes.remove(id);
        openFiles.remove(id);
        DirectoryDelta delta = deltas.remove(id);
        if (delta != null) {
            addedNames -= delta.added.size();
        }
        if (inBase) {
            removed.add(id);
            rewritten.remove(id);
        }
    }

    /** Hangs an inode in. */
    void attach(long parentId, FsName name, long id) {
        if (deltaFor(parentId).added.put(name, id) == null) {
            addedNames++;
        }
        parents.put(id, parentId);
    }

    /**
     * Takes out a name that was hung in since the base.
     *
     * @return false if there is no such one
     */
    boolean detachAdded(long parentId, FsName name) {
        DirectoryDelta delta = deltas.get(parentId);
        Long id = delta == null ? null : delta.added.remove(name);
        if (id == null) {
            return false;
        }
        addedNames--;
        parents.put(id, InodeIds.NONE);
        return true;
    }

    /** Takes out a child that the base hangs into {@code parentId}. */
    void detachBase(long parentId, long id) {
        if (detached.add(id)) {
            deltaFor(parentId).detachedCount++;
        }
    }

    /** Notes how many of the base's children of a directory that comes back are detached. */
    void restoreDetachedCount(long directoryId, long detachedCount) {
        deltaFor(directoryId).detachedCount = detachedCount;
    }

    /** Ids of the directories with changed children, ascending. */
    long[] changedDirectories() {
        return deltas.sortedKeys();
    }

    /** Ids of changed and new inodes, ascending. */
    long[] changedInodes() {
        return inodes.sortedKeys();
    }

    /** Inodes that the base does not have. */
    long newCount() {
        return inodes.size() - rewritten.count();
    }

    /** Inodes of the base that are gone. */
    long removedCount() {
        return removed.count();
    }

    List<Long> openFiles() {
        return new ArrayList<>(openFiles);
    }

    Counters counters() {
        return counters;
    }

    void putCounters(Counters value) {
        counters = value;
    }

    /** The entries of a side table, which are kept here whole; keys in order. */
    SortedMap<String, Object> table(SideTable<?> table) {
        SortedMap<String, Object> entries = tables.get(table.name());
        if (entries == null) {
            throw new IllegalStateException("Unknown side table " + table.name());
        }
        return entries;
    }

    /** Is to be told of links, entries of tables and the base's inodes that no longer hold. */
    NamespaceFacts facts() {
        return facts;
    }

    /** What all facts are more than the base's. Takes time in proportion to the changed inodes. */
    NamespaceDigest sumOfChanges() {
        NamespaceFacts sum = new NamespaceFacts(facts.sum());
        inodes.forEach(sum::add);
        return sum.sum();
    }

    /** Estimate of the heap that the changes take. */
    long heapBytes() {
        return inodes.heapBytes()
                + deltas.heapBytes()
                + parents.heapBytes()
                + removed.heapBytes()
                + rewritten.heapBytes()
                + detached.heapBytes()
                + inodes.size() * BYTES_PER_INODE
                + (deltas.size() + addedNames) * BYTES_PER_NAME;
    }

    private void noteOpen(Inode inode) {
        if (inode instanceof FileInode file && file.isUnderConstruction()) {
            openFiles.add(inode.id());
        } else {
            openFiles.remove(inode.id());
        }
    }

    private DirectoryDelta deltaFor(long directoryId) {
        DirectoryDelta delta = deltas.get(directoryId);
        if (delta == null) {
            delta = new DirectoryDelta();
            deltas.put(directoryId, delta);
        }
        return delta;
    }
}
