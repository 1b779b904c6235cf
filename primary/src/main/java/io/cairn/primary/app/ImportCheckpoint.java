package io.cairn.primary.app;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DirLock;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageFormatter;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.restore.DirectorySource;
import io.cairn.common.restore.Restore;
import io.cairn.common.restore.RestoreListener;
import io.cairn.common.restore.RestorePreview;
import io.cairn.common.restore.RestoreRecord;
import io.cairn.common.restore.Switchover;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code cairn primary --import-checkpoint}: fills empty name directories from a checkpointer's directories on this
 * machine, as HDFS's {@code -importCheckpoint} (spec storage.md §2.1), by the same steps as a restore: proven first, and
 * there in all directories or in none. Stateless.
 */
public final class ImportCheckpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ImportCheckpoint.class);
    private static final int UNIT_EDITS = 1000;
    private static final int CACHE_SHARE = 8;
    private static final int OVERLAY_SHARE = 4;

    private ImportCheckpoint() {}

    /**
     * Imports. Durable on return; one that was cut short is completed, or simply begun again.
     *
     * @return what was done, in words
     * @throws StartupException if no checkpoint directory is configured, or a name directory holds data already; nothing
     *     was changed
     * @throws io.cairn.common.layout.InconsistentStorageException if a directory is missing or in use
     * @throws io.cairn.common.restore.RestoreRefusedException if the checkpoint is not whole
     */
    public static String run(Path configuration) throws IOException {
        PrimarySettings settings = Primary.settings(configuration);
        Disk disk = new RealDisk();
        List<StorageDirectory> targets = settings.storageDirectories(disk, LOG::warn);
        List<Path> roots = targets.stream().map(StorageDirectory::root).toList();
        if (!Switchover.finish(disk, roots, ProcessIdentity.owner()).isEmpty()) {
            return "An import that had been cut short is now complete";
        }
        Set<Path> sources = new LinkedHashSet<>(settings.checkpointDirectories());
        sources.addAll(settings.checkpointEditsDirectories());
        requireUsable(configuration, disk, targets, sources);
        List<DirLock> locks = new ArrayList<>();
        try {
            for (Path source : sources) {
                locks.add(DirLock.take(disk, source, ProcessIdentity.owner()));
            }
            for (StorageDirectory target : targets) {
                target.createRoot(disk);
            }
            return restore(disk, targets, List.copyOf(sources));
        } finally {
            for (DirLock lock : locks) {
                lock.close();
            }
        }
    }

    private static void requireUsable(Path configuration, Disk disk, List<StorageDirectory> targets, Set<Path> sources)
            throws IOException {
        if (sources.isEmpty()) {
            throw new StartupException("Nothing to import: dfs.namenode.checkpoint.dir is not set in " + configuration
                    + "; name the checkpointer's directory there");
        }
        for (Path source : sources) {
            if (!disk.exists(source)) {
                throw new StartupException("Nothing to import: checkpoint directory " + source + " does not exist");
            }
        }
        List<StorageDirectory> full = new StorageFormatter(disk).nonEmpty(targets);
        if (!full.isEmpty()) {
            throw new StartupException("Cannot import a checkpoint: " + full + " holds data already; start without"
                    + " --import-checkpoint to serve it (cairn primary " + configuration + "), or move it away");
        }
    }

    private static String restore(Disk disk, List<StorageDirectory> targets, List<Path> sources) throws IOException {
        long heap = Runtime.getRuntime().maxMemory();
        Restore.Settings circumstances = new Restore.Settings(
                new CheckpointMerge.Limits(heap / CACHE_SHARE, heap / OVERLAY_SHARE, UNIT_EDITS),
                ProcessIdentity.owner(),
                ProcessIdentity.user() + "@import",
                InstantSource.system(),
                System::nanoTime);
        try (DirectorySource source = new DirectorySource(disk, sources)) {
            Restore restore = new Restore(disk, source, targets, circumstances, new Progress());
            RestorePreview preview = restore.preview(OptionalLong.empty());
            RestoreRecord record = restore.run(preview);
            return "Imported from " + sources + ": image " + record.imageTxid() + " and edits up to txid "
                    + record.txid() + ", digest " + record.digest();
        }
    }

    /** Tells the log of each step. */
    private static final class Progress implements RestoreListener {
        private final Set<Step> told = new LinkedHashSet<>();

        @Override
        public void progress(Step step, long done, long total) {
            if (told.add(step)) {
                LOG.info("Import: {}", step);
            }
        }

        @Override
        public void note(String text) {
            LOG.warn("Import: {}", text);
        }
    }
}
