package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Brings a directory that failed back into service. HDFS lets such a directory take new segments and waits for the next
 * image; here it counts again only when it has all that the others have: VERSION, {@code seen_txid}, the images with
 * their sidecars, and every finalised segment behind the oldest of them, each copied, forced and read again.
 *
 * <ol>
 *   <li>{@link #begin} tries the disk with a small file, locks the directory, sets aside what was being written when it
 *       failed, and copies. From then on new segments go into the directory too.
 *   <li>When a segment was opened there, {@link #complete} copies what was finalised meanwhile and puts the directory back
 *       into service.
 * </ol>
 *
 * <p>Nothing is deleted: what was being written gets {@code .stale} behind its name, what differs from the others {@code
 * .corrupt}. What is damaged replaces nothing: a segment that differs is taken from the first directory whose copy is whole,
 * and where there is none the directory keeps its own. Killed at any point, the
 * directory is one that the next start can read, as all names appear only when their files are whole. Any error leaves it
 * out of service, with the error as the reason. Single use, one thread; others may write into the directory meanwhile,
 * under names that are not used here.
 */
public final class DirectoryRefill {
    private static final String STALE_ENDING = ".stale";
    private static final String REFILL_ENDING = ".refill";
    private static final String PROBE = "probe" + FileNames.TEMPORARY_ENDING;
    private static final byte[] PROBE_BYTES = "written, forced and read again\n".getBytes(StandardCharsets.US_ASCII);

    private final Disk disk;
    private final NameDirectories directories;
    private final StorageDirectory target;
    private final Supplier<Leases.Lease> hold;
    private final InstantSource clock;
    private final Predicate<SegmentFile> whole;
    private final FileCopy copies;
    /** Names in the target that are proven to be like those of the others. */
    private final Set<String> proven = new HashSet<>();

    private final List<String> damage = new ArrayList<>();
    private int copied;
    private int setAside;
    private long bytes;

    /**
     * @param directories all of the process; those in service are copied from
     * @param target one of them, out of service
     * @param hold keeps everything from being purged until it is closed
     * @param whole whether a segment holds, intact, every transaction that its name promises
     * @param stop when it says true, copying is given up
     */
    public DirectoryRefill(
            Disk disk,
            NameDirectories directories,
            StorageDirectory target,
            Supplier<Leases.Lease> hold,
            InstantSource clock,
            Predicate<SegmentFile> whole,
            BooleanSupplier stop) {
        this.disk = disk;
        this.directories = directories;
        this.target = target;
        this.hold = hold;
        this.clock = clock;
        this.whole = whole;
        this.copies = new FileCopy(disk, stop);
    }

    /**
     * What it took.
     *
     * @param copied files copied
     * @param bytes in them
     * @param setAside files that differed, or were being written when the directory failed
     * @param damage segments that are damaged in a directory in service, and what was taken instead: a line each
     */
    public record Report(int copied, long bytes, int setAside, List<String> damage) {
        public Report {
            damage = List.copyOf(damage);
        }
    }

    /**
     * Makes the directory ready for new segments.
     *
     * @throws IOException why it stays out of service
     */
    public void begin() throws IOException {
        try {
            directories.relock(target);
            target.create(disk);
            probe();
            requireOurs();
            setUnfinishedAside();
            copyAll();
            writeSeenTxid();
            writeLastStart();
            writeVersion();
        } catch (IOException e) {
            target.stayOutOfService(e);
            directories.unlock(target);
            throw e;
        }
        target.beginReturn();
    }

    /**
     * Puts the directory back into service. To be called when all segments that are written now were opened after
     * {@link #begin}.
     *
     * @throws IOException why it is out of service again
     */
    public Report complete() throws IOException {
        try {
            copyAll();
            if (!target.completeReturn()) {
                throw new IOException(
                        target + " failed again before it was whole",
                        target.fault().orElse(null));
            }
            copyAll(); // images that were begun to be received before this directory could take part
            return new Report(copied, bytes, setAside, damage);
        } catch (IOException e) {
            target.takeOutOfService(e);
            throw e;
        }
    }

    /** A disk that is back takes a small file, durably, and gives it back. */
    private void probe() throws IOException {
        Path probe = target.file(PROBE);
        try (PendingFile file = PendingFile.begin(disk, probe)) {
            file.sink().write(PROBE_BYTES, 0, PROBE_BYTES.length);
            file.seal();
            if (!Arrays.equals(PROBE_BYTES, disk.readSmall(file.temporary(), PROBE_BYTES.length))) {
                throw new IOException(file.temporary() + " was re-read as something else than was written");
            }
        }
        disk.forceDirectory(target.current());
    }

    private void requireOurs() throws IOException {
        Path file = target.file(FileNames.VERSION);
        if (directories.isFormatted() && disk.isThere(file)) {
            StorageInfo found = VersionFile.read(disk, file);
            StorageInfo ours = directories.storageInfo();
            if (found.namespaceId() != ours.namespaceId() || !found.clusterId().equals(ours.clusterId())) {
                throw new InconsistentStorageException(target + " holds another namespace now: " + found.namespaceId()
                        + " of " + found.clusterId() + ", ours is " + ours.namespaceId() + " of " + ours.clusterId()
                        + "; mount the right disk, or empty the directory");
            }
        }
    }

    private void setUnfinishedAside() throws IOException {
        DirInventory inventory = DirInventory.scan(disk, target.current());
        for (StorageFileName file : inventory.inProgress()) {
            setUnfinishedAside(inventory.path(file));
        }
    }

    private void setUnfinishedAside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + STALE_ENDING);
        for (int n = 1; disk.exists(aside); n++) {
            aside = file.resolveSibling(file.getFileName() + "." + n + STALE_ENDING);
        }
        disk.rename(file, aside);
        disk.forceDirectory(target.current());
        setAside++;
    }

    /** Copies what the directories in service have and the target lacks. */
    @SuppressWarnings("try") // what is leased is held by being there
    private void copyAll() throws IOException {
        Leases.Lease lease = hold.get();
        try {
            OptionalLong oldest = copyImages();
            if (target.holdsEdits()) {
                copySegments(oldest.orElse(-1) + 1);
            }
        } finally {
            lease.close();
        }
    }

    /**
     * Copies images, the newest one first.
     *
     * @return txid of the oldest image that there is
     */
    private OptionalLong copyImages() throws IOException {
        Map<String, List<ImageFile>> images = new TreeMap<>();
        for (StorageDirectory source : directories.imageDirectories()) {
            for (ImageFile image : DirInventory.scan(disk, source.current()).images()) {
                if (!source.equals(target) && disk.exists(Md5Sidecar.path(image.path()))) {
                    images.merge(String.valueOf(image.path().getFileName()), List.of(image), DirectoryRefill::both);
                }
            }
        }
        List<List<ImageFile>> newestFirst = images.values().stream()
                .sorted(Comparator.comparingLong(
                                (List<ImageFile> same) -> same.get(0).txid())
                        .reversed())
                .toList();
        boolean newest = true;
        for (List<ImageFile> same : target.holdsImages() ? newestFirst : List.<List<ImageFile>>of()) {
            copyImage(same, newest);
            newest = false;
        }
        return newestFirst.stream().mapToLong(same -> same.get(0).txid()).min();
    }

    private static <T> List<T> both(List<T> some, List<T> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** @param needed whether the directory is not whole without it; an older image that is damaged everywhere is left out */
    private void copyImage(List<ImageFile> same, boolean needed) throws IOException {
        CorruptStorageException damage = null;
        for (ImageFile image : same) {
            String name = String.valueOf(image.path().getFileName());
            try {
                byte[] md5 = Md5Sidecar.read(disk, image.path()).orElse(new byte[0]);
                if (!proven.contains(name) && !holdsImage(target.file(name), md5)) {
                    copyImage(image, md5, name);
                }
                proven.add(name);
                return;
            } catch (CorruptStorageException e) {
                damage = e;
            }
        }
        if (needed && damage != null) {
            throw damage;
        }
    }

    private void copyImage(ImageFile image, byte[] md5, String name) throws IOException {
        Path file = target.file(name);
        if (disk.exists(file)) {
            setDifferentAside(file);
        }
        // Not fsimage.ckpt_N alone: an upload that began before the directory failed may still write that.
        String temporary = FileNames.checkpointImage(image.txid()) + REFILL_ENDING;
        copies.copy(image.path(), md5, file, temporary, () -> {
            Path digest = image.path().resolveSibling(name + FileNames.DIGEST_ENDING);
            if (disk.exists(digest)) {
                PendingFile.replace(disk, target.file(name + FileNames.DIGEST_ENDING), disk.readSmall(digest, 1 << 16));
            }
            Md5Sidecar.write(disk, file, md5);
        });
        count(file);
    }

    private boolean holdsImage(Path file, byte[] md5) throws IOException {
        return disk.exists(file)
                && disk.exists(Md5Sidecar.path(file))
                && Arrays.equals(md5, Md5Sidecar.read(disk, file).orElse(new byte[0]))
                && Arrays.equals(md5, copies.md5(file));
    }

    /** @param fromTxid oldest transaction needed */
    private void copySegments(long fromTxid) throws IOException {
        Map<String, List<SegmentFile>> segments = new TreeMap<>();
        for (StorageDirectory source : directories.editsDirectories()) {
            if (!source.equals(target)) {
                for (SegmentFile segment :
                        DirInventory.scan(disk, source.current()).finalized()) {
                    if (segment.lastTxid() >= fromTxid) {
                        segments.merge(
                                String.valueOf(segment.path().getFileName()), List.of(segment), DirectoryRefill::both);
                    }
                }
            }
        }
        for (Map.Entry<String, List<SegmentFile>> segment : segments.entrySet()) {
            if (!proven.contains(segment.getKey())) {
                copySegment(segment.getValue(), target.file(segment.getKey()));
                proven.add(segment.getKey());
            }
        }
        boolean alone = directories.editsDirectories().isEmpty(); // then what lies here is all there is
        if (!alone && target.state() == StorageDirectory.State.OUT_OF_SERVICE) {
            setOthersAside(segments, fromTxid);
        }
    }

    /** @param same copies of one segment, in the order of the directories */
    private void copySegment(List<SegmentFile> same, Path file) throws IOException {
        boolean held = disk.isThere(file);
        List<Path> damaged = new ArrayList<>();
        for (SegmentFile segment : same) {
            byte[] md5 = copies.md5(segment.path());
            if (held && disk.length(file) == disk.length(segment.path()) && Arrays.equals(md5, copies.md5(file))) {
                tell(damaged, "the copy in " + segment.path().getParent() + " is the one to believe");
                return;
            }
            if (whole.test(segment)) {
                replace(segment, md5, file);
                tell(damaged, "copied from " + segment.path().getParent());
                return;
            }
            damaged.add(segment.path());
        }
        if (held) {
            boolean sound = whole.test(new SegmentFile(file, same.get(0).range()));
            tell(damaged, file + " is " + (sound ? "whole" : "damaged too") + ", and was kept");
        } else {
            replace(same.get(0), copies.md5(same.get(0).path()), file);
            tell(damaged, "there is no better one, so it was copied as it is");
        }
    }

    private void tell(List<Path> damaged, String instead) {
        if (!damaged.isEmpty()) {
            damage.add("segment " + damaged + " is damaged; " + instead);
        }
    }

    private void replace(SegmentFile segment, byte[] md5, Path file) throws IOException {
        if (disk.exists(file)) {
            setDifferentAside(file);
        }
        TxRange range = segment.range();
        copies.copy(
                segment.path(),
                md5,
                file,
                FileNames.downloadedEdits(range.firstTxid(), range.lastTxid(), clock.millis()),
                () -> {});
        count(file);
    }

    /** Segments that end where no other does, since the directory failed while they were finalised. */
    private void setOthersAside(Map<String, List<SegmentFile>> segments, long fromTxid) throws IOException {
        for (SegmentFile segment : DirInventory.scan(disk, target.current()).finalized()) {
            if (segment.lastTxid() >= fromTxid
                    && !segments.containsKey(String.valueOf(segment.path().getFileName()))) {
                setDifferentAside(segment.path());
            }
        }
    }

    private void setDifferentAside(Path file) throws IOException {
        DamagedFile.setAside(disk, file);
        setAside++;
    }

    private void count(Path file) throws IOException {
        copied++;
        bytes += disk.length(file);
    }

    /** A checkpointer's directories have none before the first primary is met. */
    private void writeVersion() throws IOException {
        if (directories.isFormatted()) {
            StorageInfo info = directories.storageInfo();
            VersionFile.write(disk, target.file(FileNames.VERSION), info, clock.instant());
            directories.hasVersion(target, info);
        }
    }

    /** A checkpointer's directories have none. */
    private void writeLastStart() throws IOException {
        for (StorageDirectory source : directories.all()) {
            Optional<String> name =
                    source.inService() ? LastStartFile.read(disk, source.file(FileNames.LAST_START)) : Optional.empty();
            if (name.isPresent()) {
                LastStartFile.write(disk, target.file(FileNames.LAST_START), name.get());
                return;
            }
        }
    }

    /** A checkpointer's directories have none. */
    private void writeSeenTxid() throws IOException {
        Optional<Long> seen = Optional.empty();
        for (StorageDirectory source : directories.all()) {
            Path file = source.file(FileNames.SEEN_TXID);
            if (source.inService() && disk.isThere(file)) {
                seen = Optional.of(Math.max(seen.orElse(0L), SeenTxidFile.read(disk, file)));
            }
        }
        if (seen.isPresent()) {
            SeenTxidFile.write(disk, target.file(FileNames.SEEN_TXID), seen.get());
        }
    }
}
