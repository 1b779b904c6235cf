package io.cairn.primary.app;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageFormatter;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.Counters;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.ImageSaver;
import io.cairn.common.restore.Switchover;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageForm;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Makes the directories of a configuration ready for a new, empty namespace. Stateless. */
public final class Format {
    private Format() {}

    /** Directories of the configuration that hold data which {@link #run} would destroy. */
    public static List<Path> nonEmpty(Path configuration) throws IOException {
        PrimarySettings settings = Primary.settings(configuration);
        Disk disk = new RealDisk();
        return new StorageFormatter(disk)
                .nonEmpty(settings.storageDirectories(disk, duplicate -> {})).stream()
                        .map(StorageDirectory::root)
                        .toList();
    }

    /**
     * Formats. Durable on return.
     *
     * @param clusterId of an existing cluster, or empty to draw one
     * @param layout what the directories, images and segments are to be readable by
     * @param force whether directories that hold data are cleared
     * @return the identity of the new namespace
     * @throws InconsistentStorageException if a directory holds data and {@code force} is false, or is in use
     * @throws io.cairn.common.config.InvalidSettingsException if the configuration is wrong
     */
    public static StorageInfo run(Path configuration, Optional<String> clusterId, LayoutVersion layout, boolean force)
            throws IOException {
        return run(Primary.settings(configuration), new RealDisk(), InstantSource.system(), clusterId, layout, force);
    }

    /** As above, of settings already read. */
    static StorageInfo run(
            PrimarySettings settings,
            Disk disk,
            InstantSource clock,
            Optional<String> clusterId,
            LayoutVersion layout,
            boolean force)
            throws IOException {
        List<StorageDirectory> directories = settings.storageDirectories(disk, duplicate -> {});
        if (force) {
            // A restore that was cut short after its decision would otherwise replace what is made here.
            Switchover.finish(
                    disk, directories.stream().map(StorageDirectory::root).toList(), ProcessIdentity.owner());
        }
        StorageInfo info =
                StorageInfo.generate(layout, clusterId, ProcessIdentity.address(), new SecureRandom(), clock.millis());
        HeapStore empty = new HeapStore();
        Namespace.format(empty, Counters.fresh(info.namespaceId()), ProcessIdentity.user(), settings.supergroup());
        new StorageFormatter(disk)
                .format(
                        directories,
                        info,
                        (sink, ours) -> {
                            ImageSaver.write(empty, sink, ImageForm.plain(ours.layoutVersion()));
                            return empty.digest();
                        },
                        ProcessIdentity.owner(),
                        force,
                        clock.instant());
        return info;
    }
}
