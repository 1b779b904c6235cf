package io.cairn.primary.app;

import io.cairn.common.layout.NameDirectories;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.rocks.RocksStore;
import io.cairn.primary.journal.EditJournal;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.service.OwnRollThread;
import io.cairn.primary.service.WriterThread;
import io.cairn.primary.service.checkpoint.CheckpointState;
import io.cairn.primary.service.checkpoint.CheckpointWatch;
import io.cairn.primary.service.checkpoint.CheckpointWatchThread;
import io.cairn.primary.service.operator.SaveThread;
import io.cairn.primary.service.storage.StorageCare;
import io.cairn.primary.wire.operator.OperatorAccess;
import io.cairn.primary.wire.transfer.CheckpointAccess;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A namespace that is being served, with everything that has to be ended in order. Thread-safe: its parts are. */
final class PrimaryRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PrimaryRuntime.class);

    private final NameDirectories directories;
    private final MetadataStore store;
    private final ReadWriteLock storeLock;
    private final EditJournal journal;
    private final WriterThread writer;
    private final OwnRollThread roller;
    private final SaveThread saver;
    private final CheckpointAccess access;
    private final CheckpointWatchThread watching;
    private final StorageCare storage;
    private final AtomicBoolean closed = new AtomicBoolean();

    PrimaryRuntime(
            NameDirectories directories,
            MetadataStore store,
            ReadWriteLock storeLock,
            EditJournal journal,
            WriterThread writer,
            OwnRollThread roller,
            SaveThread saver,
            CheckpointAccess access,
            CheckpointWatchThread watching,
            StorageCare storage) {
        this.directories = directories;
        this.store = store;
        this.storeLock = storeLock;
        this.journal = journal;
        this.writer = writer;
        this.roller = roller;
        this.saver = saver;
        this.access = access;
        this.watching = watching;
        this.storage = storage;
    }

    StorageCare storage() {
        return storage;
    }

    NameDirectories directories() {
        return directories;
    }

    CheckpointWatch watch() {
        return access.watch();
    }

    NamespaceService namespace() {
        return access.namespace();
    }

    CheckpointAccess access() {
        return access;
    }

    OperatorAccess operatorAccess() {
        return new OperatorAccess(access.namespace(), access.state(), saver, directories, storage);
    }

    CheckpointState checkpoint() {
        return access.state();
    }

    /** Finishes what was begun, ends the segment, closes the store and gives the directories back. */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        watching.close();
        storage.close();
        try {
            saver.close();
            roller.close();
            writer.stop();
            journal.close();
            // The segment's end changes nothing. What the next start has to find, and the next image may end at.
            if (writer.failure().isEmpty()) {
                access.digests().record(journal.lastWrittenTxid(), store.digest());
            }
            LOG.info("Stopped: the last segment ends at txid {}", journal.lastWrittenTxid());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            try {
                closeStore();
            } finally {
                directories.close();
            }
        }
    }

    /** Whoever still reads is waited for: native memory must not go under a reader. */
    private void closeStore() {
        storeLock.writeLock().lock();
        try {
            if (store instanceof RocksStore rocks) {
                rocks.flush();
            }
        } finally {
            store.close();
        }
        // The lock is kept: nothing may be read from a closed store.
    }
}
