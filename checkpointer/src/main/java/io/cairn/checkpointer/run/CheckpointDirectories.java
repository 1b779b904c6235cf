package io.cairn.checkpointer.run;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.ConfiguredDirectories;
import io.cairn.common.layout.DamagedFile;
import io.cairn.common.layout.DirectoryRefill;
import io.cairn.common.layout.DirectoryStates;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.WatchedDisk;
import io.cairn.common.replay.ReadableEdits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpointer's own directories, locked: the same layout as the primary's, without {@code seen_txid} and without
 * segments in progress. Created when they are missing; they belong to nobody until the first primary is met. One that
 * fails goes out of service, as long as another is left, and each checkpoint tries to bring it back. Thread-safe: files
 * come and go under one lock, {@link #changes}; anyone may look.
 */
public final class CheckpointDirectories implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointDirectories.class);

    private final Disk disk;
    private final InstantSource clock;
    private final Leases leases = new Leases();
    private final HeldFiles held;
    private final HeldImages images;
    private final ReentrantLock changes = new ReentrantLock();
    private final NameDirectories directories;
    private final DirectoryStates states;

    private CheckpointDirectories(Disk disk, List<StorageDirectory> configured, String owner, InstantSource clock)
            throws IOException {
        this.disk = new WatchedDisk(disk, configured);
        this.clock = clock;
        for (StorageDirectory directory : configured) {
            directory.create(disk);
        }
        directories = NameDirectories.open(this.disk, configured, owner);
        states = new DirectoryStates(configured, clock, CheckpointDirectories::alarm);
        held = new HeldFiles(this.disk, this::forImages, this::forEdits, leases);
        images = new HeldImages(this.disk, held);
    }

    /**
     * Creates what is missing and locks all.
     *
     * @param owner who we are, content of the locks
     */
    public static CheckpointDirectories open(
            Disk disk, List<Path> imageRoots, List<Path> editsRoots, String owner, InstantSource clock)
            throws IOException {
        List<StorageDirectory> configured =
                new ConfiguredDirectories(disk, LOG::warn).of(imageRoots, editsRoots, List.of());
        return new CheckpointDirectories(disk, configured, owner, clock);
    }

    private static void alarm(StorageDirectory directory, StorageDirectory.State state, Throwable fault) {
        if (state == StorageDirectory.State.OUT_OF_SERVICE) {
            LOG.error("Directory {} ({}) is out of service", directory, directory.type(), fault);
        }
    }

    /** The disk to reach the directories by: what fails in one of them takes it out of service. */
    public Disk disk() {
        return disk;
    }

    /** Whether each directory is in service, and since when it is as it is. */
    public DirectoryStates states() {
        return states;
    }

    /**
     * Brings directories that failed back, filled anew from the others. One that cannot be brought back stays out of
     * service. To be called while holding {@link #changes}, when nothing is being merged.
     */
    public void bringBack() {
        for (StorageDirectory directory : directories.all()) {
            if (!directory.takesFiles()) {
                bringBack(directory);
            }
        }
    }

    private void bringBack(StorageDirectory directory) {
        DirectoryRefill refill = new DirectoryRefill(
                disk,
                directories,
                directory,
                () -> leases.holdFrom(0),
                clock,
                segment -> ReadableEdits.areAllOf(disk, segment),
                () -> false);
        try {
            refill.begin();
            DirectoryRefill.Report report = refill.complete();
            report.damage().forEach(line -> LOG.error("Bringing {} back: {}", directory, line));
            LOG.info(
                    "Directory {} is back in service: {} files of {} bytes copied, {} set aside",
                    directory,
                    report.copied(),
                    report.bytes(),
                    report.setAside());
        } catch (IOException e) {
            LOG.warn("Directory {} stays out of service: {}", directory, e.getMessage());
        }
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

    /** Which of the images that lie here are whole. */
    public HeldImages images() {
        return images;
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
        return directories.isFormatted() ? Optional.of(directories.storageInfo()) : Optional.empty();
    }

    /** Becomes the directories of {@code info}: writes VERSION everywhere. */
    public void adopt(StorageInfo info) throws IOException {
        directories.writeVersions(info, clock.instant());
    }

    /** The image of that txid, if it is here and {@linkplain HeldImages#whole whole}. */
    public Optional<Path> image(long txid) throws IOException {
        return images.whole(txid).map(ImageFile::path);
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

    @Override
    public void close() throws IOException {
        directories.close();
    }
}
