package io.cairn.common.store.rocks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.digest.NamespaceFacts;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.Counters;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.FactScan;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.rocks.RocksTables.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A namespace in RocksDB. Changes gather on the heap until {@link #commit} writes them as one batch together with the
 * applied txid, without RocksDB's own log: a crash takes back whole units, newest first, and the edit log brings them
 * back. What is read often stays decoded in bounded caches.
 *
 * <p>Reads may come from several threads between commits, under the caller's lock. Changes: confined to the writer
 * thread.
 */
public final class RocksStore implements MetadataStore {
    /** Version of the rows; a store with another one is rebuilt, not converted. */
    private static final long FORMAT = 1;

    private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);

    private final RocksTables tables;
    private final RocksReader rows;
    private final Cache<Long, Node> nodes;
    private final Cache<ChildKey, Long> children;
    private final Unit unit = new Unit();
    private final NamespaceFacts facts;
    private Counters counters;
    private long appliedTxid;
    private long inodeCount;

    private RocksStore(RocksTables tables, RocksSettings settings) {
        this.tables = tables;
        rows = new RocksReader(tables, tables.latest());
        nodes = Caffeine.newBuilder().maximumSize(settings.cachedInodes()).build();
        children = Caffeine.newBuilder().maximumSize(settings.cachedInodes()).build();
        counters = rows.counters();
        appliedTxid = rows.appliedTxid();
        inodeCount = rows.inodeCount();
        facts = new NamespaceFacts(rows.facts().orElseGet(this::scanFacts));
    }

    /**
     * Opens the store in {@code directory}, or creates an empty one.
     *
     * @throws StoreException if the files are damaged, of another format, or open in another process
     */
    public static RocksStore open(Path directory, RocksSettings settings) {
        RocksTables tables = new RocksTables(directory, settings);
        try {
            checkFormat(tables, directory);
            return new RocksStore(tables, settings);
        } catch (RuntimeException e) {
            tables.close();
            throw e;
        }
    }

    /** A store that was filled before there were digests gets its sum once, by a walk over all of it. */
    private NamespaceDigest scanFacts() {
        LOG.info(
                "Namespace digest: the store at txid {} has none yet; {} inodes are walked over once",
                appliedTxid,
                inodeCount);
        NamespaceDigest sum = FactScan.sum(rows);
        try (WriteBatch batch = new WriteBatch()) {
            tables.put(batch, Family.DEFAULT, KeySchema.TXID, KeySchema.applied(appliedTxid, sum));
            tables.write(batch);
        }
        return sum;
    }

    /** Removes the files of a store that is not open. What else lies in the directory stays. */
    public static void destroy(Path directory) {
        try (org.rocksdb.Options options = new org.rocksdb.Options()) {
            RocksDB.destroyDB(directory.toString(), options);
        } catch (RocksDBException e) {
            throw new StoreException("RocksDB in " + directory + ": remove failed: " + e.getMessage(), e);
        }
    }

    /** True if a store that was open in {@code directory} met damage: it is to be filled anew. */
    public static boolean wasFoundDamaged(Path directory) {
        return Files.exists(RocksTables.damageMark(directory));
    }

    /** The store in {@code directory} was replaced by a sound one. */
    public static void forgetDamage(Path directory) throws IOException {
        Files.deleteIfExists(RocksTables.damageMark(directory));
    }

    /**
     * Reads all files and compares their checksums.
     *
     * @throws StoreException if one is damaged
     */
    public void verifyChecksums() {
        tables.verifyChecksums();
    }

    private static void checkFormat(RocksTables tables, Path directory) {
        byte[] format = tables.get(Family.DEFAULT, tables.latest(), KeySchema.FORMAT);
        if (format == null) {
            try (WriteBatch batch = new WriteBatch()) {
                tables.put(batch, Family.DEFAULT, KeySchema.FORMAT, KeySchema.id(FORMAT));
                tables.write(batch);
            }
        } else if (KeySchema.readLong(format) != FORMAT) {
            throw new StoreException("RocksDB in " + directory + ": row format is " + KeySchema.readLong(format)
                    + ", but this software reads " + FORMAT);
        }
    }

    // Reading

    @Override
    public long appliedTxid() {
        return appliedTxid;
    }

    @Override
    public NamespaceDigest digest() {
        NamespaceFacts current = new NamespaceFacts(facts.sum());
        unit.nodes.forEach((id, node) -> current.change(inode(unit.before(id)), inode(node.orElse(null))));
        return current.digest(counters);
    }

    @Override
    public Optional<Inode> inode(long id) {
        Node node = node(id);
        return node == null ? Optional.empty() : Optional.of(node.inode());
    }

    @Override
    public long child(long parentId, FsName name) {
        Long changed = unit.child(parentId, name);
        if (changed != null) {
            return changed;
        }
        ChildKey key = new ChildKey(parentId, name);
        Long cached = children.getIfPresent(key);
        if (cached != null) {
            return cached;
        }
        long id = rows.child(parentId, name);
        if (id != InodeIds.NONE) {
            children.put(key, id);
        }
        return id;
    }

    @Override
    public long parent(long id) {
        Node node = node(id);
        return node == null ? InodeIds.NONE : node.parentId();
    }

    @Override
    public ChildCursor children(long parentId, @Nullable FsName after) {
        ChildCursor stored = rows.children(parentId, after);
        return unit.children.containsKey(parentId) ? new ChangedChildren(parentId, after, stored) : stored;
    }

    @Override
    public long childCount(long parentId) {
        Long changed = unit.childCounts.get(parentId);
        return changed != null ? changed : rows.childCount(parentId);
    }

    @Override
    public InodeCursor inodes() {
        return unit.isEmpty() ? rows.inodes() : new ChangedInodes();
    }

    @Override
    public long inodeCount() {
        return inodeCount;
    }

    @Override
    public List<Long> openFiles() {
        TreeSet<Long> ids = new TreeSet<>(rows.openFiles());
        unit.nodes.forEach((id, node) -> {
            if (isOpen(node.orElse(null))) {
                ids.add(id);
            } else {
                ids.remove(id);
            }
        });
        return new ArrayList<>(ids);
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public <V> Optional<V> entry(SideTable<V> table, String key) {
        Optional<Object> changed = changes(table).get(key);
        return changed != null ? changed.map(table.type()::cast) : rows.entry(table, key);
    }

    @Override
    public <V> List<V> entries(SideTable<V> table) {
        Map<String, Optional<Object>> changed = changes(table);
        if (changed.isEmpty()) {
            return rows.entries(table);
        }
        TreeMap<String, V> all = new TreeMap<>();
        rows.entries(table).forEach(value -> all.put(table.key().apply(value), value));
        changed.forEach((key, value) -> {
            if (value.isPresent()) {
                all.put(key, table.type().cast(value.get()));
            } else {
                all.remove(key);
            }
        });
        return new ArrayList<>(all.values());
    }

    @Override
    public StoreView snapshot() {
        if (!unit.isEmpty()) {
            throw new IllegalStateException("Commit before taking a snapshot");
        }
        Snapshot snapshot = tables.snapshot();
        return new RocksSnapshot(tables, snapshot, new ReadOptions().setSnapshot(snapshot));
    }

    // Changing

    @Override
    public void putInode(Inode inode) {
        Node before = node(inode.id());
        if (before == null) {
            inodeCount++;
        }
        unit.change(inode.id(), before, new Node(inode, before == null ? InodeIds.NONE : before.parentId()));
    }

    @Override
    public void removeInode(long id) {
        Node before = node(id);
        if (before != null) {
            inodeCount--;
            unit.change(id, before, null);
        }
    }

    @Override
    public void link(long parentId, FsName name, long childId) {
        Node node = node(childId);
        if (node == null) {
            throw new NoSuchElementException("Inode " + childId + " must be put before it is linked");
        }
        unit.change(childId, node, new Node(node.inode(), parentId));
        names(parentId).put(name, childId);
        facts.link(parentId, childId);
        unit.childCounts.put(parentId, childCount(parentId) + 1);
    }

    @Override
    public void unlink(long parentId, FsName name) {
        long childId = child(parentId, name);
        if (childId != InodeIds.NONE) {
            facts.unlink(parentId, childId);
            names(parentId).put(name, InodeIds.NONE);
            unit.childCounts.put(parentId, childCount(parentId) - 1);
        }
    }

    @Override
    public void putCounters(Counters newCounters) {
        counters = newCounters;
    }

    @Override
    public <V> void putEntry(SideTable<V> table, V value) {
        String key = table.key().apply(value);
        facts.changeEntry(entry(table, key).orElse(null), value);
        unit.side.computeIfAbsent(table, t -> new TreeMap<>()).put(key, Optional.of(value));
    }

    @Override
    public void removeEntry(SideTable<?> table, String key) {
        facts.changeEntry(entry(table, key).orElse(null), null);
        unit.side.computeIfAbsent(table, t -> new TreeMap<>()).put(key, Optional.empty());
    }

    @Override
    public void commit(long txid) {
        try (WriteBatch batch = new WriteBatch()) {
            unit.nodes.forEach((id, node) -> writeNode(batch, id, node.orElse(null)));
            unit.children.forEach(
                    (parentId, names) -> names.forEach((name, id) -> writeChild(batch, parentId, name, id)));
            unit.childCounts.forEach((id, count) -> writeCount(batch, id, count));
            unit.side.forEach((table, entries) -> entries.forEach((key, value) -> writeSide(batch, table, key, value)));
            tables.put(batch, Family.DEFAULT, KeySchema.COUNTERS, ValueCodec.encodeCounters(counters));
            tables.put(batch, Family.DEFAULT, KeySchema.INODE_COUNT, KeySchema.id(inodeCount));
            tables.put(batch, Family.DEFAULT, KeySchema.TXID, KeySchema.applied(txid, facts.sum()));
            tables.write(batch);
        }
        unit.clear();
        appliedTxid = txid;
    }

    /** Brings every commit so far to disk, so that a restart replays nothing before {@link #appliedTxid}. */
    public void flush() {
        tables.flush();
    }

    /** Drops uncommitted changes; does not {@link #flush}. */
    @Override
    public void close() {
        tables.close();
    }

    private void writeNode(WriteBatch batch, long id, @Nullable Node node) {
        byte[] key = KeySchema.id(id);
        Node before = unit.before(id);
        facts.change(inode(before), inode(node));
        writeChunks(batch, id, before, node);
        if (isOpen(node)) {
            tables.put(batch, Family.OPEN, key, new byte[0]);
        } else if (isOpen(before)) {
            tables.delete(batch, Family.OPEN, key);
        }
        if (node == null) {
            tables.delete(batch, Family.INODE, key);
            nodes.invalidate(id);
        } else {
            tables.put(batch, Family.INODE, key, ValueCodec.encodeNode(node));
            nodes.put(id, node);
        }
    }

    /** Rewrites the chunks beside the inode's row; those that are no longer needed go. */
    private void writeChunks(WriteBatch batch, long id, @Nullable Node before, @Nullable Node after) {
        List<BlockRef> blocks = blocks(after);
        int chunks = ValueCodec.chunks(blocks.size());
        for (int chunk = 0; chunk < chunks; chunk++) {
            tables.put(batch, Family.BLOCK, KeySchema.block(id, chunk), ValueCodec.encodeChunk(blocks, chunk));
        }
        int chunksBefore = ValueCodec.chunks(blocks(before).size());
        for (int chunk = chunks; chunk < chunksBefore; chunk++) {
            tables.delete(batch, Family.BLOCK, KeySchema.block(id, chunk));
        }
    }

    private static @Nullable Inode inode(@Nullable Node node) {
        return node == null ? null : node.inode();
    }

    private static List<BlockRef> blocks(@Nullable Node node) {
        return node != null && node.inode() instanceof FileInode file ? file.blocks() : List.of();
    }

    private void writeChild(WriteBatch batch, long parentId, FsName name, long id) {
        byte[] key = KeySchema.child(parentId, name);
        if (id == InodeIds.NONE) {
            tables.delete(batch, Family.CHILD, key);
            children.invalidate(new ChildKey(parentId, name));
        } else {
            tables.put(batch, Family.CHILD, key, KeySchema.id(id));
            children.put(new ChildKey(parentId, name), id);
        }
    }

    private void writeCount(WriteBatch batch, long id, long count) {
        if (count == 0) {
            tables.delete(batch, Family.COUNT, KeySchema.id(id));
        } else {
            tables.put(batch, Family.COUNT, KeySchema.id(id), KeySchema.id(count));
        }
    }

    private void writeSide(WriteBatch batch, SideTable<?> table, String key, Optional<Object> value) {
        byte[] rowKey = KeySchema.side(table.name(), key);
        if (value.isPresent()) {
            tables.put(batch, Family.SIDE, rowKey, SideCodec.encode(value.get()));
        } else {
            tables.delete(batch, Family.SIDE, rowKey);
        }
    }

    private static boolean isOpen(@Nullable Node node) {
        return node != null && node.inode() instanceof FileInode file && file.isUnderConstruction();
    }

    private NavigableMap<FsName, Long> names(long parentId) {
        return unit.children.computeIfAbsent(parentId, id -> new TreeMap<>());
    }

    private Map<String, Optional<Object>> changes(SideTable<?> table) {
        TreeMap<String, Optional<Object>> changed = unit.side.get(table);
        return changed == null ? Collections.emptyMap() : changed;
    }

    private @Nullable Node node(long id) {
        Optional<Node> changed = unit.nodes.get(id);
        if (changed != null) {
            return changed.orElse(null);
        }
        Node cached = nodes.getIfPresent(id);
        if (cached != null) {
            return cached;
        }
        Node stored = rows.node(id).orElse(null);
        if (stored != null) {
            nodes.put(id, stored);
        }
        return stored;
    }

    /** A name in a directory, as a key of the cache. */
    private record ChildKey(long parentId, FsName name) {}

    /**
     * A directory's stored children with the unit's changes on top; stays right while the walker itself changes the
     * directory behind the cursor.
     */
    private final class ChangedChildren implements ChildCursor {
        private final NavigableMap<FsName, Long> changed;
        private final ChildCursor stored;
        private boolean storedValid;
        private @Nullable FsName last;
        private FsName name = FsName.EMPTY;
        private long id;

        ChangedChildren(long parentId, @Nullable FsName after, ChildCursor stored) {
            changed = names(parentId);
            this.stored = stored;
            last = after;
            storedValid = stored.next();
        }

        @Override
        public boolean next() {
            while (true) {
                Map.Entry<FsName, Long> pending = last == null ? changed.firstEntry() : changed.higherEntry(last);
                boolean fromUnit =
                        pending != null && (!storedValid || pending.getKey().compareTo(stored.name()) <= 0);
                if (fromUnit && pending != null) {
                    take(pending.getKey(), pending.getValue());
                } else if (storedValid) {
                    take(stored.name(), stored.id());
                } else {
                    return false;
                }
                if (storedValid && stored.name().equals(name)) {
                    storedValid = stored.next();
                }
                if (id != InodeIds.NONE) {
                    return true;
                }
            }
        }

        private void take(FsName newName, long newId) {
            name = newName;
            last = newName;
            id = newId;
        }

        @Override
        public FsName name() {
            return name;
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public void close() {
            stored.close();
        }
    }

    /** The stored inodes that did not change, then those that did, as of when the walk began. */
    private final class ChangedInodes implements InodeCursor {
        private final InodeCursor stored = rows.inodes();
        private final Map<Long, Optional<Node>> changed = Map.copyOf(unit.nodes);
        private final Iterator<Optional<Node>> rest = changed.values().iterator();
        private boolean storedLeft = true;
        private @Nullable Inode inode;

        @Override
        public boolean next() {
            while (storedLeft) {
                storedLeft = stored.next();
                if (storedLeft && !changed.containsKey(stored.inode().id())) {
                    inode = stored.inode();
                    return true;
                }
            }
            while (rest.hasNext()) {
                Optional<Node> node = rest.next();
                if (node.isPresent()) {
                    inode = node.get().inode();
                    return true;
                }
            }
            return false;
        }

        @Override
        public Inode inode() {
            if (inode == null) {
                throw new IllegalStateException("Call next first");
            }
            return inode;
        }

        @Override
        public void close() {
            stored.close();
        }
    }
}
