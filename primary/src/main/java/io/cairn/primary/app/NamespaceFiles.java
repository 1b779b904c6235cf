package io.cairn.primary.app;

import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.EditReplayer;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.MissingTransactionsException;
import io.cairn.common.replay.RecoveryPlan;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.StoreView;
import io.cairn.primary.service.operator.NamespaceImages;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the namespace from the directories into a store and back (spec storage.md §2, steps 3 to 8). Confined to the
 * thread that starts the primary.
 */
final class NamespaceFiles {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceFiles.class);
    private static final int REPLAY_UNIT = 1000;

    private final Disk disk;
    private final NameDirectories directories;

    NamespaceFiles(Disk disk, NameDirectories directories) {
        this.disk = disk;
        this.directories = directories;
    }

    /** Which image and segments there are; every transaction up to the highest {@code seen_txid} must be among them. */
    RecoveryPlan plan() throws IOException {
        directories.maxSeenTxid();
        List<RecoveryPlan.Source> sources = new ArrayList<>();
        for (StorageDirectory directory : directories.formatted()) {
            if (directory.inService()) {
                sources.add(new RecoveryPlan.Source(
                        DirInventory.scan(disk, directory.current()),
                        SeenTxidFile.read(disk, directory.file(FileNames.SEEN_TXID))));
            }
        }
        return RecoveryPlan.of(sources);
    }

    /** Loads the plan's image into an empty store: from the first directory whose copy is sound. */
    void loadImage(RecoveryPlan plan, MetadataStore store, LongConsumer progress) throws IOException {
        IOException failure = null;
        ImageLoader loader = new ImageLoader(disk);
        for (ImageFile image : plan.images()) {
            try {
                loader.verify(image.path());
                loader.load(image.path(), store, progress);
                return;
            } catch (IOException e) {
                LOG.error("Image {} cannot be used", image.path(), e);
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        throw new StartupException(
                "No copy of the newest image (txid " + plan.imageTxid() + ") can be used: "
                        + (failure == null ? "there is none" : failure.getMessage()),
                failure == null ? new IOException("no image") : failure);
    }

    /**
     * Replays what the store has not applied yet.
     *
     * @throws MissingTransactionsException before anything is applied, if segments are missing in between
     */
    void replay(RecoveryPlan plan, Namespace namespace, LongConsumer progress) throws IOException {
        List<SegmentFile> segments = new ArrayList<>();
        for (DirInventory inventory : directories.scan()) {
            segments.addAll(inventory.finalized());
        }
        new EditReplayer(disk, namespace, REPLAY_UNIT, progress).replay(segments, plan.lastTxid());
    }

    /** Saves the namespace as an image into every directory for images, and makes unformatted directories whole. */
    void save(StoreView view, ImageCompression compression, InstantSource clock) throws IOException {
        new NamespaceImages(disk, directories, compression, clock).save(view, NamespaceImages.Watch.NONE);
    }
}
