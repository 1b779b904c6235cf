package io.cairn.common.layout;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.Checksums;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * The images and finalised segments of a process, over all its directories, as peers ask for them. What a peer reads is
 * held until the reader lets go. Thread-safe: looks at the directories anew each time.
 */
public final class HeldFiles {
    private static final int BUFFER_BYTES = 1 << 17;

    private final Disk disk;
    private final Supplier<List<StorageDirectory>> imageDirectories;
    private final Supplier<List<StorageDirectory>> editsDirectories;
    private final Leases leases;
    private final ConcurrentMap<Path, String> checksums = new ConcurrentHashMap<>();

    /**
     * @param imageDirectories where images are, asked each time
     * @param editsDirectories where segments are, asked each time
     * @param leases what the process's {@link Reaper} heeds
     */
    public HeldFiles(
            Disk disk,
            Supplier<List<StorageDirectory>> imageDirectories,
            Supplier<List<StorageDirectory>> editsDirectories,
            Leases leases) {
        this.disk = disk;
        this.imageDirectories = imageDirectories;
        this.editsDirectories = editsDirectories;
        this.leases = leases;
    }

    /** Holds every image and segment from a txid on while it is handed out. */
    public Leases.Lease hold(long txid) {
        return leases.holdFrom(txid);
    }

    /** All images of all directories, rollback ones included. */
    public List<ImageFile> images() throws IOException {
        return scan(imageDirectories.get()).stream()
                .flatMap(inventory -> inventory.images().stream())
                .toList();
    }

    /** The image that ends at {@code txid}, else that kept for a roll-back. */
    public Optional<ImageFile> image(long txid) throws IOException {
        return images().stream().filter(image -> image.txid() == txid).min(Comparator.comparing(ImageFile::rollback));
    }

    /** The newest image; rollback images do not count. */
    public Optional<ImageFile> newestImage() throws IOException {
        return images().stream().filter(image -> !image.rollback()).max(Comparator.comparingLong(ImageFile::txid));
    }

    /** All finalised segments of all directories. */
    public List<SegmentFile> segments() throws IOException {
        return scan(editsDirectories.get()).stream()
                .flatMap(inventory -> inventory.finalized().stream())
                .toList();
    }

    /** The finalised segment with exactly these bounds, both included. */
    public Optional<SegmentFile> segment(long firstTxid, long lastTxid) throws IOException {
        return segments().stream()
                .filter(segment -> segment.firstTxid() == firstTxid && segment.lastTxid() == lastTxid)
                .findFirst();
    }

    /** The segment with this start that was not finalised, in any directory. */
    public Optional<Path> inProgress(long firstTxid) throws IOException {
        for (DirInventory inventory : scan(editsDirectories.get())) {
            for (StorageFileName file : inventory.inProgress()) {
                if (file.firstTxid() == firstTxid) {
                    return Optional.of(inventory.path(file));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Finalised segments that follow each other, from {@code sinceTxid} on. If none begins there, from the first that
     * begins later.
     *
     * @param segmentsMax after so many the answer ends; who needs more asks again
     */
    public List<SegmentFile> manifest(long sinceTxid, int segmentsMax) throws IOException {
        List<SegmentFile> all = new ArrayList<>(segments());
        all.sort(Comparator.comparingLong(SegmentFile::firstTxid)
                .thenComparing(Comparator.comparingLong(SegmentFile::lastTxid).reversed()));
        List<SegmentFile> manifest = new ArrayList<>();
        long wanted = sinceTxid;
        for (SegmentFile segment : all) {
            if (manifest.size() == segmentsMax) {
                break;
            }
            if (segment.firstTxid() > wanted) {
                manifest.clear();
                wanted = segment.firstTxid();
            }
            if (segment.firstTxid() == wanted) {
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

    /** Bytes of an image or segment. */
    public long length(Path file) throws IOException {
        return disk.length(file);
    }

    /** MD5 of an image in hexadecimal, as its sidecar says. */
    public Optional<String> md5(ImageFile image) throws IOException {
        return Md5Sidecar.read(disk, image.path()).map(HexFormat.of()::formatHex);
    }

    /** Namespace digest of an image, as its sidecar says. */
    public Optional<NamespaceDigest> digest(ImageFile image) throws IOException {
        return DigestSidecar.read(disk, image.path());
    }

    /**
     * Reads an image whole and compares it with its MD5 file.
     *
     * @return what is wrong, naming the file; empty if nothing is
     */
    public Optional<String> fault(ImageFile image) throws IOException {
        Optional<String> expected;
        try {
            expected = md5(image);
        } catch (CorruptStorageException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (expected.isEmpty()) {
            return Optional.of(Md5Sidecar.path(image.path()) + ": no such file, so the image may not be whole");
        }
        MessageDigest md5 = Checksums.md5();
        read(image.path(), disk.length(image.path()), md5::update);
        String found = Checksums.hex(md5.digest());
        return found.equals(expected.get())
                ? Optional.empty()
                : Optional.of(image.path() + ": expected MD5 " + expected.get() + ", found " + found);
    }

    /** CRC-32C of a finalised segment, 8 hexadecimal digits; computed once, as it never changes. */
    public String crc32c(SegmentFile segment) throws IOException {
        String known = checksums.get(segment.path());
        if (known == null) {
            known = crc32c(segment.path(), disk.length(segment.path()));
            checksums.put(segment.path(), known);
        }
        return known;
    }

    /** Notes that {@code file} is gone. */
    public void forget(Path file) {
        checksums.remove(file);
    }

    /**
     * CRC-32C of the beginning of a file, 8 hexadecimal digits.
     *
     * @param bytes how much of it, at most its length
     */
    public String crc32c(Path file, long bytes) throws IOException {
        CRC32C crc = new CRC32C();
        read(file, bytes, crc::update);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** Takes the bytes of a file. */
    @FunctionalInterface
    private interface Taker {
        void take(byte[] source, int offset, int count);
    }

    private void read(Path file, long bytes, Taker taker) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (ByteSource source = disk.open(file)) {
            long position = 0;
            while (position < bytes) {
                int count = (int) Math.min(buffer.length, bytes - position);
                source.readFully(position, buffer, 0, count);
                taker.take(buffer, 0, count);
                position += count;
            }
        }
    }
}
