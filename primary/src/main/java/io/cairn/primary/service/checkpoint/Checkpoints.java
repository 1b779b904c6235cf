package io.cairn.primary.service.checkpoint;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.Reaper;
import io.cairn.common.layout.RetentionRule;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.TransferProtocol;
import io.cairn.primary.service.checkpoint.TransferRefusedException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images and finalised segments of this primary, over all its directories. What is being read by a peer is held until
 * the reader lets go. Thread-safe: looks at the directories anew each time.
 */
public final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final Disk disk;
    private final NameDirectories directories;
    private final StorageInfo storageInfo;
    private final RetentionRule retention;
    private final HeldFiles files;
    private final Reaper reaper;

    public Checkpoints(Disk disk, NameDirectories directories, StorageInfo storageInfo, RetentionRule retention) {
        this.disk = disk;
        this.directories = directories;
        this.storageInfo = storageInfo;
        this.retention = retention;
        Leases leases = new Leases();
        this.files = new HeldFiles(disk, directories::imageDirectories, directories::editsDirectories, leases);
        this.reaper = new Reaper(disk, leases);
    }

    public StorageInfo storageInfo() {
        return storageInfo;
    }

    /** Holds every image and segment from a txid on while it is handed out. */
    public Leases.Lease hold(long txid) {
        return files.hold(txid);
    }

    /**
     * Refuses a peer of another namespace. Our own storage info is not told: the peer has to know it.
     *
     * @param claimed what the peer says; none is not checked
     */
    public void requireOurs(Optional<String> claimed) throws TransferRefusedException {
        if (claimed.isPresent() && !claimed.get().equals(storageInfo.wireText())) {
            throw new TransferRefusedException(
                    Reason.WRONG_STORAGE, "The storage info that was sent is not that of this primary");
        }
    }

    /** The image that ends at {@code txid}, else that kept for a roll-back. */
    public ImageFile image(long txid) throws IOException, TransferRefusedException {
        return files.image(txid)
                .orElseThrow(() -> new TransferRefusedException(Reason.NOT_FOUND, "There is no image at txid " + txid));
    }

    /** The newest image. */
    public ImageFile newestImage() throws IOException, TransferRefusedException {
        return files.newestImage()
                .orElseThrow(() -> new TransferRefusedException(Reason.NOT_FOUND, "There is no image"));
    }

    /** The finalised segment with exactly these bounds. */
    public SegmentFile segment(long firstTxid, long lastTxid) throws IOException, TransferRefusedException {
        return files.segment(firstTxid, lastTxid)
                .orElseThrow(() -> new TransferRefusedException(
                        Reason.NOT_FOUND, "There is no segment " + FileNames.finalizedEdits(firstTxid, lastTxid)));
    }

    /** The file of the segment being written, if that is the one that begins with {@code firstTxid}. */
    public Path inProgress(long firstTxid) throws IOException, TransferRefusedException {
        return files.inProgress(firstTxid)
                .orElseThrow(() -> new TransferRefusedException(
                        Reason.NOT_FOUND,
                        "No segment that begins with " + firstTxid
                                + " is being written; if it was finalised, it is in GET " + TransferProtocol.EDITS));
    }

    /** As {@link HeldFiles#crc32c(Path, long)}. */
    public String crc32c(Path file, long bytes) throws IOException {
        return files.crc32c(file, bytes);
    }

    /** As {@link HeldFiles#manifest}. */
    public List<SegmentFile> manifest(long sinceTxid, int segmentsMax) throws IOException {
        return files.manifest(sinceTxid, segmentsMax);
    }

    private List<DirInventory> scan(List<StorageDirectory> chosen) throws IOException {
        List<DirInventory> inventories = new ArrayList<>();
        for (StorageDirectory directory : chosen) {
            inventories.add(DirInventory.scan(disk, directory.current()));
        }
        return inventories;
    }

    /** Opens an image or segment. */
    public ByteSource open(Path file) throws IOException {
        return files.open(file);
    }

    /** MD5 of an image in hexadecimal, as its sidecar says. */
    public Optional<String> md5(ImageFile image) throws IOException {
        return files.md5(image);
    }

    /** Namespace digest of an image, as its sidecar says. */
    public Optional<NamespaceDigest> digest(ImageFile image) throws IOException {
        return files.digest(image);
    }

    /** As {@link HeldFiles#crc32c}. */
    public String crc32c(SegmentFile segment) throws IOException {
        return files.crc32c(segment);
    }

    public long length(SegmentFile segment) throws IOException {
        return files.length(segment.path());
    }

    public long length(ImageFile image) throws IOException {
        return disk.length(image.path());
    }

    /** Where images go: directories in service. */
    public List<StorageDirectory> imageDirectories() {
        return directories.imageDirectories();
    }

    Disk disk() {
        return disk;
    }

    /**
     * Deletes what the rule does not keep. A file that cannot be deleted is told in the log and tried again next time.
     *
     * @param openSegment first txid of the segment being written
     */
    public void retain(long openSegment) {
        try {
            List<DirInventory> inventories = scan(directories.all().stream()
                    .filter(StorageDirectory::inService)
                    .toList());
            Reaper.Report report = reaper.run(retention.plan(inventories, OptionalLong.of(openSegment)));
            for (Path file : report.done()) {
                files.forget(file);
                LOG.info("Retention: {} is no longer needed", file);
            }
            for (IOException failure : report.failures()) {
                LOG.warn("Retention: a file could not be removed", failure);
            }
        } catch (IOException e) {
            LOG.warn("Retention did not run", e);
        }
    }
}
