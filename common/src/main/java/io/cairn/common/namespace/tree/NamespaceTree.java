package io.cairn.common.namespace.tree;

import io.cairn.common.model.Counters;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.SideTable;
import java.util.List;
import java.util.Optional;

/**
 * A namespace as appliers see it: the lookups and basic changes that ops are made of, over a store. Paths are the text
 * of edits. A lookup that finds something other than the op needs answers with an {@link InvalidEditException} that
 * names transaction, op, path, expected and found. Reads no clock, knows no permissions and no limits.
 *
 * <p>The counters are kept here and reach the store with {@link #flush}, as nearly every op moves one of them. Confined
 * to the writer thread.
 */
public final class NamespaceTree {
    private final MetadataStore store;
    private final DirectoryCache directories = new DirectoryCache();
    private Counters counters;
    private boolean countersChanged;
    private long txid;
    private String opName = "?";

    public NamespaceTree(MetadataStore store) {
        this.store = store;
        this.counters = store.counters();
    }

    /** Says which edit the following calls belong to, for the messages of what goes wrong. */
    public void begin(long newTxid, String newOpName) {
        this.txid = newTxid;
        this.opName = newOpName;
    }

    /** The transaction being applied. */
    public long txid() {
        return txid;
    }

    // Errors

    /** An exception that says what the edit being applied needs and what is there instead. */
    public InvalidEditException invalid(String subject, String expected, String found) {
        return new InvalidEditException(
                txid, opName + " at txid " + txid + ", " + subject + ": expected " + expected + ", found " + found);
    }

    // Lookups

    /** Id of what is at the path, or {@link InodeIds#NONE}. */
    public long resolve(String path) {
        return place(path).map(Place::inodeId).orElse(InodeIds.NONE);
    }

    /** Id of the directory, or NONE; {@code path} without slash at its end, empty for the root. */
    private long directoryId(String path) {
        if (path.isEmpty()) {
            return InodeIds.ROOT;
        }
        Long cached = directories.get(path);
        if (cached != null) {
            return cached;
        }
        long id = walk(FsPath.parse(path));
        if (id == InodeIds.NONE || !isDirectory(id)) {
            return InodeIds.NONE;
        }
        directories.put(path, id);
        return id;
    }

    private long walk(FsPath path) {
        long id = InodeIds.ROOT;
        for (FsName name : path.components()) {
            id = store.child(id, name);
            if (id == InodeIds.NONE) {
                return InodeIds.NONE;
            }
        }
        return id;
    }

    private boolean isDirectory(long id) {
        return store.inode(id).map(Inode::isDirectory).orElse(false);
    }

    /** Where the path points; empty when its parent is no existing directory. */
    public Optional<Place> place(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            throw invalid("path '" + path + "'", "an absolute path", "a relative one");
        }
        int slash = path.lastIndexOf('/');
        if (slash == path.length() - 1) {
            FsPath trimmed = FsPath.parse(path);
            return trimmed.isRoot()
                    ? Optional.of(new Place(InodeIds.NONE, FsName.EMPTY, InodeIds.ROOT))
                    : place(trimmed.toString());
        }
        long parentId = directoryId(path.substring(0, slash));
        if (parentId == InodeIds.NONE) {
            return Optional.empty();
        }
        FsName name = FsName.of(path.substring(slash + 1));
        return Optional.of(new Place(parentId, name, store.child(parentId, name)));
    }

    /** Where something new can hang: parent exists, name is free. */
    public Place freePlace(String path) {
        Place place = place(path).orElseThrow(() -> invalid("path '" + path + "'", "an existing parent", "none"));
        if (!place.isFree()) {
            throw invalid("path '" + path + "'", "nothing there yet", describe(place.inodeId()));
        }
        return place;
    }

    /** The inode at the path, which must exist. */
    public Inode inodeAt(String path) {
        long id = resolve(path);
        if (id == InodeIds.NONE) {
            throw invalid("path '" + path + "'", "an existing inode", "none");
        }
        return inode(id);
    }

    public FileInode fileAt(String path) {
        Inode inode = inodeAt(path);
        if (inode instanceof FileInode file) {
            return file;
        }
        throw invalid("path '" + path + "'", "a file", describe(inode.id()));
    }

    public DirectoryInode directoryAt(String path) {
        Inode inode = inodeAt(path);
        if (inode instanceof DirectoryInode directory) {
            return directory;
        }
        throw invalid("path '" + path + "'", "a directory", describe(inode.id()));
    }

    /** The file at the path, which must be open for writing. */
    public FileInode openFileAt(String path) {
        FileInode file = fileAt(path);
        if (!file.isUnderConstruction()) {
            throw invalid("path '" + path + "'", "a file open for writing", "closed inode " + file.id());
        }
        return file;
    }

    /** An inode that a directory holds. */
    public Inode inode(long id) {
        return store.inode(id)
                .orElseThrow(() -> new IllegalStateException(
                        opName + " at txid " + txid + ": inode " + id + " is linked but does not exist"));
    }

    public DirectoryInode directory(long id) {
        if (inode(id) instanceof DirectoryInode directory) {
            return directory;
        }
        throw invalid("inode " + id, "a directory", describe(id));
    }

    public boolean hasChildren(long directoryId) {
        return store.hasChildren(directoryId);
    }

    /** What stands at an id, in words for a message. */
    public String describe(long id) {
        Optional<Inode> inode = store.inode(id);
        if (inode.isEmpty()) {
            return "nothing";
        }
        if (inode.get() instanceof FileInode file) {
            return (file.isUnderConstruction() ? "open file, inode " : "file, inode ") + id;
        }
        return (inode.get().isDirectory() ? "directory, inode " : "symlink, inode ") + id;
    }

    // Changes of the tree

    /**
     * Hangs a new inode into a free place: its id counts as handed out, it inherits the parent's default ACL, and the
     * parent's mtime is raised to its own.
     *
     * @return the inode as it is stored
     */
    public Inode create(Place place, Inode inode) {
        if (isTaken(inode.id())) {
            throw invalid("inode id " + inode.id(), "an unused id above " + InodeIds.ROOT, describe(inode.id()));
        }
        DirectoryInode parent = directory(place.parentId());
        Inode stored = AclRules.inherit(parent, inode);
        store.putInode(stored);
        store.link(place.parentId(), place.name(), stored.id());
        raiseMtime(parent, stored.mtimeMillis());
        noteInodeId(stored.id());
        return stored;
    }

    private boolean isTaken(long id) {
        return id <= InodeIds.ROOT
                || (id <= counters.lastInodeId() && store.inode(id).isPresent());
    }

    /** Raises the directory's mtime to {@code millis} if it is below; every parent's mtime changes this way. */
    public void raiseMtime(long directoryId, long millis) {
        raiseMtime(directory(directoryId), millis);
    }

    private void raiseMtime(DirectoryInode directory, long millis) {
        if (millis > directory.mtimeMillis()) {
            store.putInode(directory.withMtime(millis));
        }
    }

    /** Stores changed attributes of an inode; name and place stay. */
    public void update(Inode inode) {
        store.putInode(inode);
    }

    /** Removes what hangs at the place and everything below; times are the caller's part. */
    public void remove(Place place) {
        Inode top = inode(place.inodeId());
        if (top.isDirectory()) {
            directories.clear();
        }
        new SubtreeWalk(store, (parentId, name, inode) -> {
                    store.unlink(parentId, name);
                    store.removeInode(inode.id());
                })
                .run(place.parentId(), place.name(), top);
    }

    /** Takes an inode from one place to another, free one; raises the new parent's mtime to the inode's own. */
    public void move(Place from, Place to) {
        Inode inode = inode(from.inodeId());
        if (inode.isDirectory()) {
            directories.clear();
        }
        store.unlink(from.parentId(), from.name());
        if (!from.name().equals(to.name())) {
            store.putInode(inode.withName(to.name()));
        }
        store.link(to.parentId(), to.name(), inode.id());
        raiseMtime(to.parentId(), inode.mtimeMillis());
    }

    // Counters and side tables

    public Counters counters() {
        return counters;
    }

    public void putCounters(Counters newCounters) {
        counters = newCounters;
        countersChanged = true;
    }

    private void noteInodeId(long id) {
        if (id > counters.lastInodeId()) {
            putCounters(counters.withLastInodeId(id));
        }
    }

    public <V> Optional<V> entry(SideTable<V> table, String key) {
        return store.entry(table, key);
    }

    public <V> List<V> entries(SideTable<V> table) {
        return store.entries(table);
    }

    public <V> void putEntry(SideTable<V> table, V value) {
        store.putEntry(table, value);
    }

    public void removeEntry(SideTable<?> table, String key) {
        store.removeEntry(table, key);
    }

    /** Gives the store what is still kept here; to be called before each commit. */
    public void flush() {
        if (countersChanged) {
            store.putCounters(counters);
            countersChanged = false;
        }
    }
}
