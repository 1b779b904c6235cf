package io.cairn.primary.service.checkpoint;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.Md5Sidecar;
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
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.CRC32C;
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
    private final ConcurrentMap<Path, String> checksums = new ConcurrentHashMap<>();
    private final Leases leases = new Leases();
    private final Reaper reaper;

    public Checkpoints(Disk disk, NameDirectories directories, StorageInfo storageInfo, RetentionRule retention) {
        this.disk = disk;
        this.directories = directories;
        this.storageInfo = storageInfo;
        this.retention = retention;
        this.reaper = new Reaper(disk, leases);
    }

    public StorageInfo storageInfo() {
        return storageInfo;
    }

    /** Holds every image and segment from a txid on while it is handed out. */
    public Leases.Lease hold(long txid) {
        return leases.holdFrom(txid);
    }

    /**
     * Refuses a peer of another namespace. Our own storage info is not told: the peer has to know it.
     *
     * @param claimed what the peer says; none is not checked
     */
    public void requireOurs(Optional<String> claimed) throws TransferRefusedException {
        if (claimed.isPresent() && !claimed.get().equals(storageInfo.wireText())) {
            throw new TransferRefusedException(
                    Reason.WRONG_STORAGE, "Storage info " + claimed.get() + " is not that of this primary");
        }
    }

    /** The image that ends at {@code txid}, else that kept for a roll-back. */
    public ImageFile image(long txid) throws IOException, TransferRefusedException {
        return images().stream()
                .filter(image -> image.txid() == txid)
                .min(Comparator.comparing(ImageFile::rollback))
                .orElseThrow(() -> new TransferRefusedException(Reason.NOT_FOUND, "There is no image at txid " + txid));
    }

    /** The newest image. */
    public ImageFile newestImage() throws IOException, TransferRefusedException {
        return images().stream()
                .filter(image -> !image.rollback())
                .max(Comparator.comparingLong(ImageFile::txid))
                .orElseThrow(() -> new TransferRefusedException(Reason.NOT_FOUND, "There is no image"));
    }

    private List<ImageFile> images() throws IOException {
        List<ImageFile> images = new ArrayList<>();
        for (DirInventory inventory : scan(directories.imageDirectories())) {
            images.addAll(inventory.images());
        }
        return images;
    }

    /** The finalised segment with exactly these bounds. */
    public SegmentFile segment(long firstTxid, long lastTxid) throws IOException, TransferRefusedException {
        for (DirInventory inventory : scan(directories.editsDirectories())) {
            for (SegmentFile segment : inventory.finalized()) {
                if (segment.firstTxid() == firstTxid && segment.lastTxid() == lastTxid) {
                    return segment;
                }
            }
        }
        throw new TransferRefusedException(
                Reason.NOT_FOUND, "There is no segment " + FileNames.finalizedEdits(firstTxid, lastTxid));
    }

    /**
     * Finalised segments that follow each other, from {@code sinceTxid} on. If none begins there, from the first that
     * begins later.
     */
    public List<SegmentFile> manifest(long sinceTxid, int segmentsMax) throws IOException {
        List<SegmentFile> all = new ArrayList<>();
        for (DirInventory inventory : scan(directories.editsDirectories())) {
            all.addAll(inventory.finalized());
        }
        all.sort(Comparator.comparingLong(SegmentFile::firstTxid)
                .thenComparing(Comparator.comparingLong(SegmentFile::lastTxid).reversed()));
        List<SegmentFile> manifest = new ArrayList<>();
        long wanted = sinceTxid;
        for (SegmentFile segment : all) {
            if (segment.firstTxid() > wanted) {
                manifest.clear();
                wanted = segment.firstTxid();
            }
            if (segment.firstTxid() == wanted && manifest.size() < segmentsMax) {
                manifest.add(segment);
                wanted = segment.lastTxid() + 1;
            }
        }
        return manifest;
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
        return disk.open(file);
    }

    /** MD5 of an image in hexadecimal, as its sidecar says. */
    public Optional<String> md5(ImageFile image) throws IOException {
        return Md5Sidecar.read(disk, image.path()).map(HexFormat.of()::formatHex);
    }

    /** CRC-32C of a finalised segment, 8 hexadecimal digits; computed once, as it never changes. */
    public String crc32c(SegmentFile segment) throws IOException {
        String known = checksums.get(segment.path());
        if (known == null) {
            known = checksum(segment.path());
            checksums.put(segment.path(), known);
        }
        return known;
    }

    public long length(SegmentFile segment) throws IOException {
        return disk.length(segment.path());
    }

    private String checksum(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[TransferProtocol.BUFFER_BYTES];
        try (ByteSource source = disk.open(file)) {
            long position = 0;
            while (position < source.length()) {
                int count = (int) Math.min(buffer.length, source.length() - position);
                source.readFully(position, buffer, 0, count);
                crc.update(buffer, 0, count);
                position += count;
            }
        }
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** Where images go: directories in service. */
    List<StorageDirectory> imageDirectories() {
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
                checksums.remove(file);
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
