package io.cairn.checkpointer.run;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DamagedFile;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The checkpointer's own directories, locked: the same layout as the primary's, without {@code seen_txid} and without
 * segments in progress. Created when they are missing; they belong to nobody until the first primary is met. Thread-safe:
 * files come and go under one lock, {@link #changes}; anyone may look, as the one field that changes is volatile.
 */
public final class CheckpointDirectories implements Closeable {
    private final Disk disk;
    private final List<Path> imageRoots;
    private final List<Path> editsRoots;
    private final String owner;
    private final InstantSource clock;
    private final Leases leases = new Leases();
    private final HeldFiles held;
    private final ReentrantLock changes = new ReentrantLock();
    private volatile NameDirectories directories;

    private CheckpointDirectories(
            Disk disk, List<Path> imageRoots, List<Path> editsRoots, String owner, InstantSource clock)
            throws IOException {
        this.disk = disk;
        this.imageRoots = List.copyOf(imageRoots);
        this.editsRoots = List.copyOf(editsRoots);
        this.owner = owner;
        this.clock = clock;
        directories = lock();
        held = new HeldFiles(disk, this::forImages, this::forEdits, leases);
    }

    /**
     * Creates what is missing and locks all.
     *
     * @param owner who we are, content of the locks
     */
    public static CheckpointDirectories open(
            Disk disk, List<Path> imageRoots, List<Path> editsRoots, String owner, InstantSource clock)
            throws IOException {
        return new CheckpointDirectories(disk, imageRoots, editsRoots, owner, clock);
    }

    private NameDirectories lock() throws IOException {
        List<StorageDirectory> configured = NameDirectories.configured(imageRoots, editsRoots);
        for (StorageDirectory directory : configured) {
            directory.create(disk);
        }
        return NameDirectories.open(disk, configured, owner);
    }

    public NameDirectories all() {
        return directories;
    }

    public List<StorageDirectory> forImages() {
        return directories.imageDirectories();
    }

    public List<StorageDirectory> forEdits() {
        return directories.editsDirectories();
    }

    /** The images and segments that lie here, for those who fetch them. */
    public HeldFiles held() {
        return held;
    }

    /** What those who fetch are reading. */
    public Leases leases() {
        return leases;
    }

    /**
     * Held by whoever brings or removes segments, so that a checkpoint and tailing do not fetch the same one at once, and
     * neither removes what the other has begun. Not needed for looking, and not held while images are merged or sent.
     */
    public Lock changes() {
        return changes;
    }

    /** Whose metadata lies here; empty before the first checkpoint. */
    public Optional<StorageInfo> storageInfo() throws IOException {
        NameDirectories now = directories;
        return now.isFormatted() ? Optional.of(now.storageInfo()) : Optional.empty();
    }

    /** Becomes the directories of {@code info}: writes VERSION everywhere. */
    public void adopt(StorageInfo info) throws IOException {
        directories.writeVersions(info, clock.instant());
        directories.close();
        directories = lock();
    }

    /** The newest image that has its MD5 file. */
    public Optional<ImageFile> newestImage() throws IOException {
        for (ImageFile image : images()) {
            if (Md5Sidecar.read(disk, image.path()).isPresent()) {
                return Optional.of(image);
            }
        }
        return Optional.empty();
    }

    /** The image of that txid, if it is here with its MD5 file. */
    public Optional<Path> image(long txid) throws IOException {
        for (StorageDirectory directory : forImages()) {
            Path path = directory.file(FileNames.image(txid));
            if (disk.exists(path) && Md5Sidecar.read(disk, path).isPresent()) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** Takes an image that is of no use out of the way everywhere, without deleting it; answers where it is now. */
    public List<Path> setAside(long txid) throws IOException {
        List<Path> aside = new ArrayList<>();
        for (StorageDirectory directory : forImages()) {
            Path path = directory.file(FileNames.image(txid));
            if (disk.exists(path)) {
                aside.add(DamagedFile.setAside(disk, path));
            }
        }
        return aside;
    }

    /** Bytes of a file here. */
    public long length(Path file) throws IOException {
        return disk.length(file);
    }

    private List<ImageFile> images() throws IOException {
        return directories.scan().stream()
                .map(DirInventory::images)
                .flatMap(List::stream)
                .filter(image -> !image.rollback())
                .sorted(Comparator.comparingLong(ImageFile::txid).reversed())
                .toList();
    }

    @Override
    public void close() throws IOException {
        directories.close();
    }
}
