package io.cairn.primary.app;

import io.cairn.common.layout.StorageInfo;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.MissingTransactionsException;
import io.cairn.common.replay.RecoveryPlan;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.rocks.RocksSettings;
import io.cairn.common.store.rocks.RocksStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the store that serves: the heap, always filled anew, or RocksDB, which only needs the edits it has not applied;
 * it is filled anew if it is missing, damaged, of another namespace, or ahead of the journal. Confined to the thread that
 * starts the primary.
 */
final class StoreChoice {
    private static final Logger LOG = LoggerFactory.getLogger(StoreChoice.class);

    private final PrimarySettings settings;
    private final NamespaceFiles files;
    private final StorageInfo info;
    private final StartupProgress progress;

    StoreChoice(PrimarySettings settings, NamespaceFiles files, StorageInfo info, StartupProgress progress) {
        this.settings = settings;
        this.files = files;
        this.info = info;
        this.progress = progress;
    }

    /** A store with everything in it that the plan brings back. */
    MetadataStore open(RecoveryPlan plan) throws IOException {
        return settings.backend().equals(PrimarySettings.MEMORY) ? filled(new HeapStore(), plan) : rocks(plan);
    }

    private MetadataStore rocks(RecoveryPlan plan) throws IOException {
        Files.createDirectories(settings.rocksDirectory());
        Optional<MetadataStore> present = usable(plan);
        if (present.isPresent()) {
            try {
                replay(plan, present.get());
                return present.get();
            } catch (MissingTransactionsException e) {
                LOG.warn(
                        "RocksDB is rebuilt: segments after txid {} are gone",
                        present.get().appliedTxid());
                present.get().close();
            } catch (RuntimeException e) {
                LOG.warn("RocksDB is rebuilt: edits do not fit it", e);
                present.get().close();
            }
        }
        RocksStore.destroy(settings.rocksDirectory());
        return filled(RocksStore.open(settings.rocksDirectory(), RocksSettings.DEFAULT), plan);
    }

    /** The store as it lies there, unless there is a reason against it. */
    private Optional<MetadataStore> usable(RecoveryPlan plan) {
        Path directory = settings.rocksDirectory();
        MetadataStore store;
        try {
            store = RocksStore.open(directory, RocksSettings.DEFAULT);
        } catch (StoreException e) {
            LOG.warn("RocksDB in {} is rebuilt: it cannot be opened", directory, e);
            return Optional.empty();
        }
        Optional<String> objection = objection(store, plan);
        if (objection.isPresent()) {
            LOG.info("RocksDB in {} is filled anew: {}", directory, objection.get());
            store.close();
            return Optional.empty();
        }
        return Optional.of(store);
    }

    private Optional<String> objection(MetadataStore store, RecoveryPlan plan) {
        if (store.inodeCount() == 0) {
            return Optional.of("it is empty");
        }
        if (store.appliedTxid() < 0) {
            return Optional.of("it was left half filled");
        }
        if (store.counters().namespaceId() != info.namespaceId()) {
            return Optional.of(
                    "it holds namespace " + store.counters().namespaceId() + ", ours is " + info.namespaceId());
        }
        if (store.appliedTxid() > plan.lastTxid()) {
            return Optional.of("it is at txid " + store.appliedTxid() + ", ahead of the journal's " + plan.lastTxid());
        }
        return Optional.empty();
    }

    private MetadataStore filled(MetadataStore store, RecoveryPlan plan) throws IOException {
        boolean filled = false;
        try {
            progress.loading();
            files.loadImage(plan, store, progress::loaded);
            replay(plan, store);
            filled = true;
            return store;
        } finally {
            if (!filled) {
                store.close();
            }
        }
    }

    private void replay(RecoveryPlan plan, MetadataStore store) throws IOException {
        progress.replaying(store.appliedTxid(), plan.lastTxid());
        files.replay(plan, new Namespace(store), progress::replayed);
    }
}
