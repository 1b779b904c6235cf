package io.cairn.common.store.rocks;

import io.cairn.common.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The open database and its column families; turns RocksDB's failures into {@link StoreException}. Thread-safe, except
 * {@link #close}, which must come last.
 */
final class RocksTables implements Closeable {
    /** Column families; the name in lower case is the name on disk. */
    enum Family {
        DEFAULT,
        INODE,
        BLOCK,
        CHILD,
        COUNT,
        OPEN,
        SIDE;

        private byte[] diskName() {
            return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        }
    }

    static {
        RocksLibrary.load();
    }

    private final Path directory;
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
    private final ReadOptions latest;
    private final WriteOptions withoutLog;
    private final RocksDB db;

    /** Opens or creates the database in {@code directory}. */
    RocksTables(Path directory, RocksSettings settings) {
        this.directory = directory;
        Cache cache = keep(new LRUCache(settings.blockCacheBytes()));
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(16 << 10)
                .setFormatVersion(5)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(keep(new BloomFilter(10)));
        ColumnFamilyOptions family = keep(new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(settings.writeBufferBytes()));
        DBOptions options = keep(new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setAtomicFlush(true)
                .setParanoidChecks(true)
                .setMaxBackgroundJobs(2)
                .setKeepLogFileNum(3)
                .setMaxOpenFiles(512)
                .setDbWriteBufferSize(settings.writeBufferBytes()));
        latest = keep(new ReadOptions());
        withoutLog = keep(new WriteOptions().setDisableWAL(true));
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (Family each : Family.values()) {
            descriptors.add(new ColumnFamilyDescriptor(each.diskName(), family));
        }
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try {
            db = RocksDB.open(options, directory.toString(), descriptors, opened);
        } catch (RocksDBException e) {
            closeResources();
            throw failed("open", e);
        }
        for (Family each : Family.values()) {
            handles.put(each, opened.get(each.ordinal()));
        }
    }

    ReadOptions latest() {
        return latest;
    }

    byte @Nullable [] get(Family family, ReadOptions options, byte[] key) {
        try {
            return db.get(handle(family), options, key);
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    RocksIterator iterator(Family family, ReadOptions options) {
        return db.newIterator(handle(family), options);
    }

    /** Ends a walk: an iterator that stopped because of an error says so only when asked. */
    void check(RocksIterator iterator) {
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw failed("walk", e);
        }
    }

    void put(WriteBatch batch, Family family, byte[] key, byte[] value) {
        try {
            batch.put(handle(family), key, value);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    void delete(WriteBatch batch, Family family, byte[] key) {
        try {
            batch.delete(handle(family), key);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    /** Applies the batch as a whole; it reaches the disk with the next flush. */
    void write(WriteBatch batch) {
        try {
            db.write(withoutLog, batch);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    /** Brings everything written so far to disk, all families at the same point. */
    void flush() {
        try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
            db.flush(options, new ArrayList<>(handles.values()));
        } catch (RocksDBException e) {
            throw failed("flush", e);
        }
    }

    Snapshot snapshot() {
        return db.getSnapshot();
    }

    void release(Snapshot snapshot) {
        db.releaseSnapshot(snapshot);
        snapshot.close();
    }

    /** Reads every file; throws at the first that is damaged. */
    void verifyChecksums() {
        try {
            db.verifyChecksum();
        } catch (RocksDBException e) {
            throw failed("check", e);
        }
    }

    /** Where it is noted, outlasting the process, that the files are damaged: opening alone would not show it again. */
    static Path damageMark(Path directory) {
        return directory.resolve("DAMAGED");
    }

    StoreException failed(String action, Exception cause) {
        if (cause instanceof RocksDBException e && isDamage(e.getStatus())) {
            try {
                Files.writeString(damageMark(directory), String.valueOf(cause.getMessage()));
            } catch (IOException unwritable) {
                cause.addSuppressed(unwritable);
            }
        }
        return new StoreException("RocksDB in " + directory + ": " + action + " failed: " + cause.getMessage(), cause);
    }

    private static boolean isDamage(@Nullable Status status) {
        return status != null
                && (status.getCode() == Status.Code.Corruption
                        || (status.getCode() == Status.Code.IOError && status.getSubCode() != Status.SubCode.NoSpace));
    }

    /** Does not flush; what was not flushed is replayed from the edit log at the next start. */
    @Override
    public void close() {
        handles.values().forEach(ColumnFamilyHandle::close);
        db.close();
        closeResources();
    }

    private ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = handles.get(family);
        if (handle == null) {
            throw new IllegalStateException("No column family " + family);
        }
        return handle;
    }

    private <T extends AutoCloseable> T keep(T resource) {
        resources.add(resource);
        return resource;
    }

    private void closeResources() {
        for (int i = resources.size() - 1; i >= 0; i--) {
            try {
                resources.get(i).close();
            } catch (Exception e) {
                throw failed("close", e);
            }
        }
        resources.clear();
    }
}
