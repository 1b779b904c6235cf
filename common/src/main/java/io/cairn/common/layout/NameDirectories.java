package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import io.cairn.common.model.LayoutVersion;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All storage directories of one process, locked for it. Says who we are (VERSION, equal in all of them), which image to
 * load and up to where edits must be readable (spec storage.md §2, steps 1 to 3). Changes nothing but the locks.
 * Thread-safe: one lock around the locks of directories and what their VERSION files say.
 */
public final class NameDirectories implements Closeable {
    private final Disk disk;
    private final List<StorageDirectory> directories;
    private final String owner;
    private final Object lock = new Object();
    /** Guarded by the lock. */
    private final Map<StorageDirectory, DirLock> locks;
    /** Guarded by the lock. */
    private final Map<StorageDirectory, StorageInfo> formatted;

    private NameDirectories(
            Disk disk,
            List<StorageDirectory> directories,
            String owner,
            Map<StorageDirectory, DirLock> locks,
            Map<StorageDirectory, StorageInfo> formatted) {
        this.disk = disk;
        this.directories = List.copyOf(directories);
        this.owner = owner;
        this.locks = locks;
        this.formatted = formatted;
    }

    /**
     * The directories configured for images and for edits; one named in both lists holds both. Links are not followed and
     * nothing is said of a directory named twice; see {@link ConfiguredDirectories} for both.
     *
     * @throws InconsistentStorageException if a list is empty or a directory lies within another
     */
    public static List<StorageDirectory> configured(List<Path> imageRoots, List<Path> editsRoots)
            throws InconsistentStorageException {
        return new ConfiguredDirectories(path -> path.toAbsolutePath().normalize(), duplicate -> {})
                .of(imageRoots, editsRoots, List.of());
    }

    /**
     * Locks all {@code directories} and reads their VERSION files. One that goes out of service is unlocked, so that its
     * disk can be unmounted.
     *
     * @param owner who we are, e.g. {@code 4711@host}; content of the locks
     * @throws InconsistentStorageException if a root is missing or locked or cannot be looked at, or two VERSION files
     *     differ, naming the field and both directories
     * @throws CorruptStorageException if a VERSION file is damaged or of another release
     */
    public static NameDirectories open(Disk disk, List<StorageDirectory> directories, String owner) throws IOException {
        Map<StorageDirectory, DirLock> locks = new LinkedHashMap<>();
        boolean opened = false;
        try {
            for (StorageDirectory directory : directories) {
                requireRoot(disk, directory);
                try {
                    locks.put(directory, DirLock.take(disk, directory.root(), owner));
                } catch (InconsistentStorageException e) {
                    throw e;
                } catch (IOException e) {
                    throw notToBeCountedOn(directory, e);
                }
            }
            NameDirectories result =
                    new NameDirectories(disk, directories, owner, locks, readVersions(disk, directories));
            directories.forEach(directory -> directory.watch((failed, state, fault) -> {
                if (state == StorageDirectory.State.OUT_OF_SERVICE) {
                    result.unlock(failed);
                }
            }));
            opened = true;
            return result;
        } finally {
            if (!opened) {
                closeAll(locks.values());
            }
        }
    }

    /**
     * Checks, without a lock, that it can be told of each directory whether it is there and has a VERSION.
     *
     * @throws InconsistentStorageException if one cannot be looked at
     */
    public static void requireVisible(Disk disk, List<StorageDirectory> directories)
            throws InconsistentStorageException {
        for (StorageDirectory directory : directories) {
            if (isThere(disk, directory, directory.root())) {
                isThere(disk, directory, directory.file(FileNames.VERSION));
            }
        }
    }

    private static void requireRoot(Disk disk, StorageDirectory directory) throws InconsistentStorageException {
        if (!isThere(disk, directory, directory.root())) {
            throw new InconsistentStorageException("Storage directory " + directory
                    + " does not exist; is its disk mounted? If it is gone for good, take it"
                    + " out of the configuration");
        }
    }

    private static Map<StorageDirectory, StorageInfo> readVersions(Disk disk, List<StorageDirectory> directories)
            throws IOException {
        Map<StorageDirectory, StorageInfo> infos = new LinkedHashMap<>();
        for (StorageDirectory directory : directories) {
            Path file = directory.file(FileNames.VERSION);
            if (isThere(disk, directory, file)) {
                infos.put(directory, VersionFile.read(disk, file));
            }
        }
        requireEqual(infos);
        return infos;
    }

    /** What cannot be looked at is not taken for missing: that directory may be the one that knows most. */
    private static boolean isThere(Disk disk, StorageDirectory directory, Path file)
            throws InconsistentStorageException {
        try {
            return disk.isThere(file);
        } catch (IOException e) {
            throw notToBeCountedOn(directory, e);
        }
    }

    private static InconsistentStorageException notToBeCountedOn(StorageDirectory directory, IOException cause) {
        InconsistentStorageException refusal = new InconsistentStorageException("Storage directory " + directory
                + " is not to be counted on: " + cause.getMessage()
                + ". It may be the one that knows most, so nothing is done without it: see to its disk and to whose it"
                + " is (chown -R USER: " + directory + "), or take it out of the configuration");
        refusal.initCause(cause);
        return refusal;
    }

    private static void requireEqual(Map<StorageDirectory, StorageInfo> infos) throws InconsistentStorageException {
        Map.Entry<StorageDirectory, StorageInfo> first = null;
        for (Map.Entry<StorageDirectory, StorageInfo> entry : infos.entrySet()) {
            if (first == null) {
                first = entry;
            }
            List<String> differences = differences(first.getKey(), first.getValue(), entry.getKey(), entry.getValue());
            if (!differences.isEmpty()) {
                throw new InconsistentStorageException("VERSION files differ: " + String.join("; ", differences)
                        + "; take the directory that does not belong out of the configuration");
            }
        }
    }

    private static List<String> differences(
            StorageDirectory a, StorageInfo infoA, StorageDirectory b, StorageInfo infoB) {
        List<String> result = new ArrayList<>();
        Object[][] fields = {
            {"layoutVersion", infoA.layoutVersion(), infoB.layoutVersion()},
            {"namespaceID", infoA.namespaceId(), infoB.namespaceId()},
            {"clusterID", infoA.clusterId(), infoB.clusterId()},
            {"cTime", infoA.cTime(), infoB.cTime()},
            {"blockpoolID", infoA.blockPoolId(), infoB.blockPoolId()},
        };
        for (Object[] field : fields) {
            if (!field[1].equals(field[2])) {
                result.add(field[0] + " is " + field[1] + " in " + a.current() + " and " + field[2] + " in "
                        + b.current());
            }
        }
        return result;
    }

    /** All directories, also those out of service and those not formatted. */
    public List<StorageDirectory> all() {
        return directories;
    }

    /** Directories for images that are in service. */
    public List<StorageDirectory> imageDirectories() {
        return directories.stream()
                .filter(d -> d.inService() && d.holdsImages())
                .toList();
    }

    /** Directories for edits that are in service. */
    public List<StorageDirectory> editsDirectories() {
        return directories.stream().filter(d -> d.inService() && d.holdsEdits()).toList();
    }

    /** True if at least one directory has a VERSION file. */
    public boolean isFormatted() {
        synchronized (lock) {
            return !formatted.isEmpty();
        }
    }

    /** Directories in service that have no VERSION file; a full save fills them. */
    public List<StorageDirectory> unformatted() {
        synchronized (lock) {
            return directories.stream()
                    .filter(directory -> directory.inService() && !formatted.containsKey(directory))
                    .toList();
        }
    }

    /**
     * Directories in service that have no VERSION file and yet hold images or edits, with what they hold: what was begun to
     * be filled, or something that lost its VERSION.
     */
    public Map<StorageDirectory, DirInventory> withoutVersion() throws IOException {
        Map<StorageDirectory, DirInventory> result = new LinkedHashMap<>();
        for (StorageDirectory directory : unformatted()) {
            DirInventory inventory = DirInventory.scan(disk, directory.current());
            if (!inventory.images().isEmpty()
                    || !inventory.finalized().isEmpty()
                    || !inventory.inProgress().isEmpty()) {
                result.put(directory, inventory);
            }
        }
        return result;
    }

    /** Directories that had a VERSION file when opened, or came back into service since. */
    public List<StorageDirectory> formatted() {
        synchronized (lock) {
            return List.copyOf(formatted.keySet());
        }
    }

    /**
     * Who we are, as all VERSION files say.
     *
     * @throws InconsistentStorageException if no directory is formatted
     */
    public StorageInfo storageInfo() throws InconsistentStorageException {
        synchronized (lock) {
            if (formatted.isEmpty()) {
                throw new InconsistentStorageException("Not formatted: no VERSION file in any of " + directories);
            }
            return formatted.values().iterator().next();
        }
    }

    /** The layout version of the directories, by which new images and segments are written. */
    public LayoutVersion layoutVersion() throws InconsistentStorageException {
        return storageInfo().layoutVersion();
    }

    /** Scans the names of every formatted directory that is in service, now. */
    public List<DirInventory> scan() throws IOException {
        List<DirInventory> result = new ArrayList<>();
        for (StorageDirectory directory : formatted()) {
            if (directory.inService()) {
                result.add(DirInventory.scan(disk, directory.current()));
            }
        }
        return result;
    }

    /**
     * The highest {@code seen_txid} of all formatted directories; 0 where there is none. Every transaction up to it must be
     * readable. Unlike HDFS, which skips a directory whose file cannot be read, this refuses: the directory may be the only
     * one that knows how far the log had come.
     *
     * @throws CorruptStorageException if one holds anything but a number
     */
    public long maxSeenTxid() throws IOException {
        long max = 0;
        for (StorageDirectory directory : formatted()) {
            max = Math.max(max, SeenTxidFile.read(disk, directory.file(FileNames.SEEN_TXID)));
        }
        return max;
    }

    /**
     * The image files to choose from: all with the highest txid over all directories, rollback images counting alike.
     * Try them in order; a lower txid is never fallen back to.
     *
     * @throws InconsistentStorageException if there is no image at all
     */
    public List<ImageFile> chosenImages() throws IOException {
        List<ImageFile> images = new ArrayList<>();
        for (DirInventory inventory : scan()) {
            images.addAll(inventory.images());
        }
        long newest = images.stream().mapToLong(ImageFile::txid).max().orElse(-1);
        List<ImageFile> chosen =
                images.stream().filter(image -> image.txid() == newest).toList();
        if (chosen.isEmpty()) {
            throw new InconsistentStorageException("No image (fsimage_N) in any of " + formatted());
        }
        return chosen;
    }

    /**
     * Writes {@code info} into VERSION of every directory in service, formatted before or not; that is who we are from now
     * on. A directory that fails is taken out of service.
     *
     * @throws IOException if no directory could be written; then none is taken out of service for it
     */
    public void writeVersions(StorageInfo info, Instant now) throws IOException {
        Map<StorageDirectory, IOException> failed = new LinkedHashMap<>();
        Map<StorageDirectory, StorageInfo> written = new LinkedHashMap<>();
        for (StorageDirectory directory : directories) {
            if (!directory.inService()) {
                continue;
            }
            try {
                VersionFile.write(disk, directory.file(FileNames.VERSION), info, now);
                written.put(directory, info);
            } catch (IOException e) {
                failed.put(directory, e);
            }
        }
        if (written.isEmpty()) {
            throw new IOException(
                    "VERSION could not be written in any of " + directories,
                    failed.isEmpty() ? null : failed.values().iterator().next());
        }
        failed.forEach(StorageDirectory::takeOutOfService);
        synchronized (lock) {
            formatted.clear();
            formatted.putAll(written);
        }
    }

    /**
     * Locks a directory again whose disk may be another one by now.
     *
     * @throws InconsistentStorageException if its root is missing, or another process has it
     */
    void relock(StorageDirectory directory) throws IOException {
        synchronized (lock) {
            unlock(directory);
            requireRoot(disk, directory);
            locks.put(directory, DirLock.take(disk, directory.root(), owner));
        }
    }

    /** Lets go of a directory, whatever its disk says to it. */
    void unlock(StorageDirectory directory) {
        synchronized (lock) {
            DirLock held = locks.remove(directory);
            if (held != null) {
                try {
                    held.close();
                } catch (IOException e) {
                    // Of a disk that failed; what counts is whether the lock can be had again.
                }
            }
        }
    }

    /** Notes that {@code directory} has the VERSION file of all others now. */
    void hasVersion(StorageDirectory directory, StorageInfo info) {
        synchronized (lock) {
            formatted.put(directory, info);
        }
    }

    /** Releases all locks. */
    @Override
    public void close() throws IOException {
        synchronized (lock) {
            closeAll(locks.values());
        }
    }

    private static void closeAll(Collection<DirLock> locks) throws IOException {
        IOException first = null;
        for (DirLock lock : locks) {
            try {
                lock.close();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Whether {@code directory} had a VERSION file when opened. */
    public Optional<StorageInfo> storageInfo(StorageDirectory directory) {
        synchronized (lock) {
            return Optional.ofNullable(formatted.get(directory));
        }
    }
}
