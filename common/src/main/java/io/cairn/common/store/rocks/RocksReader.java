package io.cairn.common.store.rocks;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.digest.NamespaceFacts;
import io.cairn.common.model.Counters;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.FactScan;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.rocks.RocksTables.Family;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksIterator;

/** Reads rows as they stand in the database under the given read options. Thread-safe as far as RocksDB is. */
class RocksReader implements StoreView {
    private final RocksTables tables;
    private final ReadOptions options;

    RocksReader(RocksTables tables, ReadOptions options) {
        this.tables = tables;
        this.options = options;
    }

    Optional<Node> node(long id) {
        byte[] row = get(Family.INODE, KeySchema.id(id));
        return row == null ? Optional.empty() : Optional.of(decode(row));
    }

    @Override
    public long appliedTxid() {
        byte[] row = get(Family.DEFAULT, KeySchema.TXID);
        return row == null ? 0 : KeySchema.readLong(row);
    }

    @Override
    public NamespaceDigest digest() {
        return new NamespaceFacts(facts().orElseGet(() -> FactScan.sum(this))).digest(counters());
    }

    /** The sum of facts as it was stored; empty if the rows were written before there were digests. */
    Optional<NamespaceDigest> facts() {
        byte[] row = get(Family.DEFAULT, KeySchema.TXID);
        return row == null ? Optional.of(NamespaceDigest.EMPTY) : KeySchema.facts(row);
    }

    @Override
    public Optional<Inode> inode(long id) {
        return node(id).map(Node::inode);
    }

    @Override
    public long child(long parentId, FsName name) {
        byte[] row = get(Family.CHILD, KeySchema.child(parentId, name));
        return row == null ? InodeIds.NONE : KeySchema.readLong(row);
    }

    @Override
    public long parent(long id) {
        return node(id).map(Node::parentId).orElse(InodeIds.NONE);
    }

    @Override
    public ChildCursor children(long parentId, @Nullable FsName after) {
        return new Children(parentId, after);
    }

    @Override
    public long childCount(long parentId) {
        byte[] row = get(Family.COUNT, KeySchema.id(parentId));
        return row == null ? 0 : KeySchema.readLong(row);
    }

    @Override
    public InodeCursor inodes() {
        return new Inodes();
    }

    @Override
    public long inodeCount() {
        byte[] row = get(Family.DEFAULT, KeySchema.INODE_COUNT);
        return row == null ? 0 : KeySchema.readLong(row);
    }

    @Override
    public List<Long> openFiles() {
        List<Long> ids = new ArrayList<>();
        try (RocksIterator rows = tables.iterator(Family.OPEN, options)) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                ids.add(KeySchema.readLong(rows.key()));
            }
            tables.check(rows);
        }
        return ids;
    }

    @Override
    public Counters counters() {
        byte[] row = get(Family.DEFAULT, KeySchema.COUNTERS);
        if (row == null) {
            return Counters.fresh(0);
        }
        try {
            return ValueCodec.decodeCounters(row);
        } catch (IOException e) {
            throw tables.failed("decode the counters", e);
        }
    }

    @Override
    public <V> Optional<V> entry(SideTable<V> table, String key) {
        byte[] row = get(Family.SIDE, KeySchema.side(table.name(), key));
        return row == null ? Optional.empty() : Optional.of(decode(table, row));
    }

    @Override
    public <V> List<V> entries(SideTable<V> table) {
        List<V> values = new ArrayList<>();
        byte[] prefix = KeySchema.side(table.name(), "");
        try (RocksIterator rows = tables.iterator(Family.SIDE, options)) {
            for (rows.seek(prefix); rows.isValid() && KeySchema.startsWith(rows.key(), prefix); rows.next()) {
                values.add(decode(table, rows.value()));
            }
            tables.check(rows);
        }
        return values;
    }

    @Override
    public void close() {}

    private byte @Nullable [] get(Family family, byte[] key) {
        return tables.get(family, options, key);
    }

    private Node decode(byte[] row) {
        try {
            return ValueCodec.decodeNode(row, this::chunk);
        } catch (IOException | RuntimeException e) {
            throw tables.failed("decode an inode", e);
        }
    }

    private byte[] chunk(long id, int chunk) throws IOException {
        byte[] row = get(Family.BLOCK, KeySchema.block(id, chunk));
        if (row == null) {
            throw new IOException("inode " + id + ": chunk " + chunk + " of its blocks is missing");
        }
        return row;
    }

    private <V> V decode(SideTable<V> table, byte[] row) {
        try {
            return SideCodec.decode(table, row);
        } catch (IOException | RuntimeException e) {
            throw tables.failed("decode an entry of " + table.name(), e);
        }
    }

    /** Rows of one directory. */
    private final class Children implements ChildCursor {
        private final long parentId;
        private final RocksIterator rows;
        private boolean started;

        Children(long parentId, @Nullable FsName after) {
            this.parentId = parentId;
            rows = tables.iterator(Family.CHILD, options);
            rows.seek(KeySchema.childStart(parentId, after));
        }

        @Override
        public boolean next() {
            if (started) {
                rows.next();
            }
            started = true;
            if (rows.isValid()) {
                return KeySchema.isChildOf(rows.key(), parentId);
            }
            tables.check(rows);
            return false;
        }

        @Override
        public FsName name() {
            return KeySchema.childName(rows.key());
        }

        @Override
        public long id() {
            return KeySchema.readLong(rows.value());
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /** All inode rows, ascending by id. */
    private final class Inodes implements InodeCursor {
        private final RocksIterator rows = tables.iterator(Family.INODE, options);
        private boolean started;

        @Override
        public boolean next() {
            if (started) {
                rows.next();
            } else {
                rows.seekToFirst();
                started = true;
            }
            if (rows.isValid()) {
                return true;
            }
            tables.check(rows);
            return false;
        }

        @Override
        public Inode inode() {
            return decode(rows.value()).inode();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
