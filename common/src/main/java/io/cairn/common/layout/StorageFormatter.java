package io.cairn.common.layout;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.Md5Sink;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes storage directories ready for a new namespace: image of txid 0, {@code seen_txid} 0, and last of all VERSION,
 * without which a directory does not count as formatted. A run that was cut short can therefore simply be repeated.
 * Stateless.
 */
public final class StorageFormatter {
    /**
     * Writes the bytes of the image of an empty namespace (txid 0) and answers its digest. Called once per image
     * directory.
     */
    @FunctionalInterface
    public interface InitialImage {
        NamespaceDigest write(ByteSink sink, StorageInfo info) throws IOException;
    }

    /** What an interrupted format may have left; anything else is somebody's data. */
    private static final Set<String> OWN_LEFTOVERS = Set.of(
            FileNames.SEEN_TXID,
            FileNames.image(0),
            FileNames.imageMd5(0),
            FileNames.imageDigest(0),
            FileNames.checkpointImage(0));

    private final Disk disk;

    public StorageFormatter(Disk disk) {
        this.disk = disk;
    }

    /** Those of {@code directories} that hold data which formatting would destroy. */
    public List<StorageDirectory> nonEmpty(List<StorageDirectory> directories) throws IOException {
        List<StorageDirectory> result = new ArrayList<>();
        for (StorageDirectory directory : directories) {
            if (holdsData(directory)) {
                result.add(directory);
            }
        }
        return result;
    }

    private boolean holdsData(StorageDirectory directory) throws IOException {
        if (disk.isThere(directory.root().resolve(FileNames.RESTORE_DECIDED))) {
            return true;
        }
        if (!disk.isThere(directory.current())) {
            return false;
        }
        for (String name : disk.list(directory.current())) {
            if (!OWN_LEFTOVERS.contains(name) && !name.endsWith(FileNames.TEMPORARY_ENDING)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Formats {@code directories} as the namespace {@code info}. Durable on return.
     *
     * @param owner who we are, content of the locks held meanwhile
     * @param overwrite whether directories that hold data are cleared; without it they are left as they are
     * @throws InconsistentStorageException if a directory holds data and {@code overwrite} is false, or is in use; then
     *     nothing was changed
     */
    public void format(
            List<StorageDirectory> directories,
            StorageInfo info,
            InitialImage image,
            String owner,
            boolean overwrite,
            Instant now)
            throws IOException {
        List<DirLock> locks = new ArrayList<>();
        try {
            for (StorageDirectory directory : directories) {
                directory.createRoot(disk);
                locks.add(DirLock.take(disk, directory.root(), owner));
            }
            requireEmpty(directories, overwrite);
            for (StorageDirectory directory : directories) {
                clear(directory);
            }
            for (StorageDirectory directory : directories) {
                fill(directory, info, image);
            }
            for (StorageDirectory directory : directories) {
                VersionFile.write(disk, directory.file(FileNames.VERSION), info, now);
            }
        } finally {
            for (DirLock lock : locks) {
                lock.close();
            }
        }
    }

    private void requireEmpty(List<StorageDirectory> directories, boolean overwrite) throws IOException {
        List<StorageDirectory> full = nonEmpty(directories);
        if (!overwrite && !full.isEmpty()) {
            throw new InconsistentStorageException("Not formatted: " + full
                    + " holds data that would be lost; format with --force to destroy it, or choose other directories");
        }
    }

    /** Empties {@code current/}; VERSION goes first, so that a directory half cleared is not taken for a whole one. */
    private void clear(StorageDirectory directory) throws IOException {
        directory.create(disk);
        Path current = directory.current();
        if (disk.delete(directory.file(FileNames.VERSION))) {
            disk.forceDirectory(current);
        }
        for (String name : disk.list(current)) {
            disk.delete(current.resolve(name));
        }
        disk.forceDirectory(current);
    }

    private void fill(StorageDirectory directory, StorageInfo info, InitialImage image) throws IOException {
        if (directory.holdsImages()) {
            writeImage(directory, info, image);
        }
        SeenTxidFile.write(disk, directory.file(FileNames.SEEN_TXID), 0);
    }

    private void writeImage(StorageDirectory directory, StorageInfo info, InitialImage image) throws IOException {
        try (PendingFile file =
                PendingFile.begin(disk, directory.current(), FileNames.checkpointImage(0), FileNames.image(0))) {
            Md5Sink sink = new Md5Sink(file.sink());
            NamespaceDigest digest = image.write(sink, info);
            file.seal();
            DigestSidecar.write(disk, file.target(), digest);
            Md5Sidecar.write(disk, file.target(), sink.md5());
            file.commit();
        }
    }
}
