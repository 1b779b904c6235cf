package io.cairn.common.restore;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A name directory that is to be restored: what may be replaced, and where the new state is made. Immutable. */
final class RestoreTarget {
    /** Where a primary keeps its RocksDB unless told otherwise; it is rebuilt from image and edits. */
    private static final String STORE = "rocksdb";

    private final Disk disk;
    private final StorageDirectory directory;

    RestoreTarget(Disk disk, StorageDirectory directory) {
        this.disk = disk;
        this.directory = directory;
    }

    Path root() {
        return directory.root();
    }

    boolean holdsImages() {
        return directory.holdsImages();
    }

    boolean holdsEdits() {
        return directory.holdsEdits();
    }

    /** Where the new state is made. */
    Path restoring() {
        return root().resolve(Switchover.RESTORING);
    }

    /**
     * Checks that what is here may be set aside: nothing, a name directory of the same namespace, however damaged, or the
     * RocksDB of one whose {@code current} is gone.
     *
     * @throws RestoreRefusedException if it is something else
     */
    void requireReplaceable(StorageInfo source) throws IOException {
        if (!disk.isThere(root())) {
            return;
        }
        List<String> names = disk.list(root()).stream()
                .filter(name -> !Switchover.staysInPlace(name))
                .toList();
        if (names.contains(FileNames.CURRENT)) {
            requireReplaceableCurrent(source);
        } else if (!names.stream().allMatch(STORE::equals)) {
            throw notANameDirectory(root(), names);
        }
    }

    private void requireReplaceableCurrent(StorageInfo source) throws IOException {
        Path version = directory.file(FileNames.VERSION);
        if (disk.isThere(version)) {
            requireSameNamespace(version, source);
            return;
        }
        List<String> names = disk.list(directory.current());
        boolean ours = names.isEmpty()
                || names.contains(FileNames.SEEN_TXID)
                || names.stream().anyMatch(name -> FileNames.parse(name).isPresent());
        if (!ours) {
            throw notANameDirectory(directory.current(), names);
        }
    }

    private void requireSameNamespace(Path version, StorageInfo source) throws RestoreRefusedException {
        Optional<StorageInfo> here = readable(version);
        if (here.isPresent() && !here.get().sameNamespace(source)) {
            throw new RestoreRefusedException(
                    root() + " belongs to another namespace: namespaceID "
                            + here.get().namespaceId() + ", clusterID "
                            + here.get().clusterId() + "; the source has " + source.namespaceId() + ", "
                            + source.clusterId(),
                    "move " + directory.current() + " away yourself if it is to be replaced all the same");
        }
    }

    /** What VERSION says; empty if it is damaged, which may be why the directory is restored. */
    private Optional<StorageInfo> readable(Path version) {
        try {
            return Optional.of(VersionFile.read(disk, version));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static RestoreRefusedException notANameDirectory(Path where, List<String> names) {
        return new RestoreRefusedException(
                where + " is neither empty nor part of a name directory: it holds "
                        + names.stream().sorted().limit(5).toList() + (names.size() > 5 ? " and more" : ""),
                "name the directories of dfs.namenode.name.dir behind --to, or empty ones");
    }

    /** Gives back the room of what an earlier restore left. */
    void clearStaging() throws IOException {
        if (disk.exists(restoring())) {
            beginStaging();
        }
    }

    /** Makes {@link #restoring} an empty directory; what an earlier restore left in it goes. */
    void beginStaging() throws IOException {
        Path restoring = restoring();
        disk.createDirectories(restoring);
        disk.forceDirectory(root());
        if (disk.delete(restoring.resolve(FileNames.VERSION))) {
            disk.forceDirectory(restoring); // first of all, since it is what says that the rest is whole
        }
        for (String name : disk.list(restoring)) {
            disk.delete(restoring.resolve(name));
        }
        disk.forceDirectory(restoring);
    }
}
