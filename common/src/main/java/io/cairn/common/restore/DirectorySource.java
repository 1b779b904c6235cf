package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.Checksums;
import io.cairn.common.codec.edits.SegmentScan;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageFileName;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Storage directories of a checkpointer or of a dead primary, or copies of such. Unfinalised segments count up to their
 * last intact transaction; what lies intact behind damage is told as a {@link DamagedTail}, since a start would refuse to do
 * without it. Nothing is locked and nothing is changed: a live owner may take files away meanwhile, which
 * then fails the restore. Single use, one thread.
 */
public final class DirectorySource implements RestoreSource {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int DIGEST_BYTES_MAX = 4096;

    private final Disk disk;
    private final List<Path> currents;
    private final Map<Long, List<Path>> images = new LinkedHashMap<>();
    private final Map<TxRange, List<Path>> segments = new HashMap<>();
    private final List<DamagedTail> damagedTails = new ArrayList<>();

    /**
     * @param roots directories that hold {@code current/}, or such {@code current} directories themselves; where images and
     *     edits are apart, both
     */
    public DirectorySource(Disk disk, List<Path> roots) {
        this.disk = disk;
        currents = roots.stream().map(root -> current(disk, root)).toList();
    }

    private static Path current(Disk disk, Path root) {
        Path below = root.resolve(FileNames.CURRENT);
        return disk.exists(below) ? below : root;
    }

    @Override
    public String name() {
        return currents.stream()
                .map(current -> String.valueOf(current.endsWith(FileNames.CURRENT) ? current.getParent() : current))
                .collect(Collectors.joining(","));
    }

    @Override
    public SourceCatalog catalog() throws IOException {
        images.clear();
        segments.clear();
        damagedTails.clear();
        for (Path current : currents) {
            requireNoMixture(current);
            DirInventory inventory = DirInventory.scan(disk, current);
            for (ImageFile image : inventory.images()) {
                if (!image.rollback()) {
                    images.computeIfAbsent(image.txid(), txid -> new ArrayList<>())
                            .add(image.path());
                }
            }
            for (SegmentFile segment : inventory.finalized()) {
                add(segment.range(), segment.path());
            }
            for (StorageFileName file : inventory.inProgress()) {
                addIntact(inventory.path(file), file.firstTxid());
            }
        }
        List<SourceImage> imageList = new ArrayList<>();
        for (Map.Entry<Long, List<Path>> entry : images.entrySet()) {
            Path path = entry.getValue().get(0);
            imageList.add(new SourceImage(entry.getKey(), disk.length(path), digest(path)));
        }
        List<SourceSegment> segmentList = new ArrayList<>();
        for (Map.Entry<TxRange, List<Path>> entry : segments.entrySet()) {
            segmentList.add(new SourceSegment(
                    entry.getKey(), disk.length(entry.getValue().get(0))));
        }
        return new SourceCatalog(storageInfo(), imageList, segmentList, damagedTails, Optional.empty());
    }

    /** Old and new lie side by side while a restore that is decided is not yet in place. */
    private void requireNoMixture(Path current) throws IOException {
        if (current.endsWith(FileNames.CURRENT) && disk.isThere(current.resolveSibling(FileNames.RESTORE_DECIDED))) {
            throw new RestoreRefusedException(
                    current.getParent()
                            + ": a restore of it was decided and cut short, so it is neither the old state nor"
                            + " the new one",
                    "complete that first: the same restore again, or a start of its primary");
        }
    }

    private void add(TxRange range, Path path) {
        segments.computeIfAbsent(range, key -> new ArrayList<>()).add(path);
    }

    /** @param named first transaction by the name of the file */
    private void addIntact(Path path, long named) throws IOException {
        SegmentScan scan = scan(path);
        if (!scan.isEmpty()) {
            add(new TxRange(scan.firstTxid(), scan.lastTxid()), path);
        }
        long unreadable = scan.isEmpty() ? named : scan.lastTxid() + 1;
        if (scan.highestTxid() >= unreadable) {
            damagedTails.add(new DamagedTail(
                    new TxRange(unreadable, scan.highestTxid()),
                    scan.trouble().map(Throwable::getMessage).orElse(path.toString())));
        }
    }

    private StorageInfo storageInfo() throws IOException {
        StorageInfo found = null;
        for (Path current : currents) {
            Path file = current.resolve(FileNames.VERSION);
            if (!disk.exists(file)) {
                throw new RestoreRefusedException(
                        current + " holds no VERSION file, so it is not a storage directory",
                        "name the directory that holds current/ behind --from");
            }
            StorageInfo info = VersionFile.read(disk, file);
            Optional<String> difference = found == null ? Optional.empty() : found.difference(info);
            if (difference.isPresent()) {
                throw new RestoreRefusedException(
                        "The directories " + name() + " do not belong together: " + difference.get(),
                        "name directories of one namespace behind --from");
            }
            found = info;
        }
        if (found == null) {
            throw new IllegalStateException("No directory to restore from");
        }
        return found;
    }

    private Optional<NamespaceDigest> digest(Path image) throws IOException {
        Path sidecar = DigestSidecar.path(image);
        return disk.exists(sidecar)
                ? RecordedDigest.parse(disk.readSmall(sidecar, DIGEST_BYTES_MAX))
                : Optional.empty();
    }

    @Override
    public byte[] image(SourceImage image, ByteSink sink) throws IOException {
        DamagedSourceException damage = null;
        for (Path path : images.getOrDefault(image.txid(), List.of())) {
            Optional<String> trouble = trouble(path, image.txid());
            if (trouble.isEmpty()) {
                return copied(path, sink);
            }
            DamagedSourceException next = new DamagedSourceException(trouble.get());
            if (damage != null) {
                next.addSuppressed(damage);
            }
            damage = next;
        }
        throw damage == null ? new DamagedSourceException("No image of transaction " + image.txid()) : damage;
    }

    /** Why an image is not to be used; reads it once, because a sink cannot take back what it was given. */
    private Optional<String> trouble(Path path, long txid) throws IOException {
        Optional<byte[]> recorded;
        try {
            recorded = Md5Sidecar.read(disk, path);
        } catch (CorruptStorageException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (recorded.isEmpty()) {
            return Optional.of(path + " has no MD5 file beside it, so nobody can tell whether it is whole");
        }
        byte[] found = md5(path);
        return Arrays.equals(recorded.get(), found)
                ? ImageIdentity.trouble(disk, path, txid, storageInfo())
                : Optional.of(
                        path + ": expected MD5 " + Checksums.hex(recorded.get()) + ", found " + Checksums.hex(found));
    }

    private byte[] copied(Path path, ByteSink sink) throws IOException {
        byte[] recorded = Md5Sidecar.read(disk, path).orElseThrow();
        MessageDigest md5 = Checksums.md5();
        copy(path, (bytes, offset, count) -> {
            md5.update(bytes, offset, count);
            sink.write(bytes, offset, count);
        });
        if (!Arrays.equals(recorded, md5.digest())) {
            throw new DamagedSourceException(path + " changed while it was read");
        }
        return recorded;
    }

    private byte[] md5(Path path) throws IOException {
        MessageDigest md5 = Checksums.md5();
        copy(path, md5::update);
        return md5.digest();
    }

    @Override
    public void segment(SourceSegment segment, ByteSink sink) throws IOException {
        copy(best(segment), sink::write);
    }

    @Override
    public void check(SourceSegment segment, long lastTxid) throws IOException {
        Path path = best(segment);
        SegmentScan scan = scan(path);
        if (!isIntact(scan, segment.firstTxid(), lastTxid)) {
            String intact = scan.isEmpty()
                    ? "it has no intact transaction"
                    : "transactions " + scan.firstTxid() + " to " + scan.lastTxid() + " are intact";
            throw new DamagedSourceException(path + ": " + intact
                    + scan.trouble().map(trouble -> "; " + trouble.getMessage()).orElse(""));
        }
    }

    @Override
    public Optional<Path> file(SourceSegment segment) throws IOException {
        return Optional.of(best(segment));
    }

    /** The first of the copies whose transactions are all intact; the first of all, if none is. */
    private Path best(SourceSegment segment) throws IOException {
        List<Path> paths = segments.getOrDefault(segment.range(), List.of());
        for (Path path : paths) {
            if (paths.size() == 1 || isIntact(scan(path), segment.firstTxid(), segment.lastTxid())) {
                return path;
            }
        }
        return paths.stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No segment " + segment.range() + " in " + name()));
    }

    private SegmentScan scan(Path path) throws IOException {
        try (ByteSource source = disk.open(path)) {
            return SegmentScan.of(source);
        }
    }

    private static boolean isIntact(SegmentScan scan, long firstTxid, long lastTxid) {
        return !scan.isEmpty() && scan.firstTxid() == firstTxid && scan.lastTxid() >= lastTxid;
    }

    /** Takes a piece of a file. */
    private interface Pieces {
        void take(byte[] bytes, int offset, int count) throws IOException;
    }

    private void copy(Path path, Pieces pieces) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (ByteSource source = disk.open(path)) {
            long position = 0;
            int read = source.read(position, chunk, 0, chunk.length);
            while (read > 0) {
                pieces.take(chunk, 0, read);
                position += read;
                read = source.read(position, chunk, 0, chunk.length);
            }
        }
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public void close() {}
}
