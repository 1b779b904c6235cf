package io.cairn.common.store.rocks;

import org.rocksdb.ReadOptions;
import org.rocksdb.Snapshot;

/** The database as of one commit; later changes do not show. One thread at a time. */
final class RocksSnapshot extends RocksReader {
    private final RocksTables tables;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private boolean closed;

    RocksSnapshot(RocksTables tables, Snapshot snapshot, ReadOptions options) {
        super(tables, options);
        this.tables = tables;
        this.snapshot = snapshot;
        this.options = options;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            options.close();
            tables.release(snapshot);
        }
    }
}
