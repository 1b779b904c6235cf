package io.cairn.primary.journal;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.DiskFile;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageFileName;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Ends the segments that the last run left unfinalised, before anything is loaded (spec storage.md §2, step 4, with the
 * departures below). First everything is looked at, and only when all of it can be handled anything is changed; each
 * change is durable by itself, so a recovery cut short is simply run again. Single use, one thread.
 *
 * <ul>
 *   <li>No edit in it: deleted if it has no byte, set aside as {@code .empty}, or as {@code .corrupt} without a header.
 *       Nothing acknowledged can have been in it; the check against {@code seen_txid} makes sure.
 *   <li>Edits up to B: padding cut and renamed {@code edits_A-B}. A torn tail is first copied to {@code .torn}. Unlike
 *       HDFS, where directories end differently, the longest copy is brought to all of them, so that no edit we go on
 *       from is in one place only; the shorter ones are set aside as {@code .stale}.
 *   <li>Damage with intact edits behind it: an unfinished write may leave holes on a machine that lost power, as sectors
 *       need not reach the disk in order; such a one ({@link TornWrite}) is cut like a torn tail. Everything else is
 *       replaced by another directory's copy and set aside as {@code .corrupt}, or the start is refused.
 * </ul>
 */
public final class SegmentRecovery {
    private final Disk disk;
    private final List<StorageDirectory> directories;
    private final JournalListener listener;
    private final List<RecoveredSegment> done = new ArrayList<>();

    /** @param directories locked; those in service that hold edits are recovered */
    public SegmentRecovery(Disk disk, List<StorageDirectory> directories, JournalListener listener) {
        this.disk = disk;
        this.directories = List.copyOf(directories);
        this.listener = listener;
    }

    /**
     * Recovers all unfinalised segments.
     *
     * @return what was done, in order
     * @throws DamagedSegmentException if edits are missing in the middle; nothing was changed
     * @throws IOException if a directory cannot be read or written
     */
    public List<RecoveredSegment> run() throws IOException {
        Map<Long, Candidates> segments = look();
        for (Candidates candidates : segments.values()) {
            candidates.requireRepairable();
        }
        for (Candidates candidates : segments.values()) {
            recover(candidates);
        }
        return List.copyOf(done);
    }

    /** One unfinalised segment in all directories, and finalised ones of the same start. */
    private static final class Candidates {
        private final List<UnfinalizedSegment> unfinalized = new ArrayList<>();
        private final List<SegmentFile> finalized = new ArrayList<>();

        /** The last txid that some intact copy reaches; −1 if no copy has any edit. */
        long lastTxid() {
            long ofFinalized =
                    finalized.stream().mapToLong(SegmentFile::lastTxid).max().orElse(-1);
            long ofOthers = unfinalized.stream()
                    .filter(UnfinalizedSegment::isUsable)
                    .mapToLong(UnfinalizedSegment::lastTxid)
                    .max()
                    .orElse(-1);
            return Math.max(ofFinalized, ofOthers);
        }

        void requireRepairable() throws DamagedSegmentException {
            for (UnfinalizedSegment segment : unfinalized) {
                if (segment.isDamaged() && segment.highestTxid() > lastTxid()) {
                    throw segment.damage();
                }
            }
        }
    }

    private Map<Long, Candidates> look() throws IOException {
        TreeMap<Long, Candidates> segments = new TreeMap<>();
        List<DirInventory> inventories = new ArrayList<>();
        for (StorageDirectory directory : inService()) {
            DirInventory inventory = DirInventory.scan(disk, directory.current());
            inventories.add(inventory);
            for (StorageFileName file : inventory.inProgress()) {
                segments.computeIfAbsent(file.firstTxid(), txid -> new Candidates())
                        .unfinalized
                        .add(UnfinalizedSegment.read(disk, directory, inventory.path(file), file.firstTxid()));
            }
        }
        for (DirInventory inventory : inventories) {
            for (SegmentFile file : inventory.finalized()) {
                Candidates candidates = segments.get(file.firstTxid());
                if (candidates != null) {
                    candidates.finalized.add(file);
                }
            }
        }
        return segments;
    }

    private List<StorageDirectory> inService() {
        return directories.stream()
                .filter(directory -> directory.inService() && directory.holdsEdits())
                .toList();
    }

    private void recover(Candidates candidates) throws IOException {
        long lastTxid = candidates.lastTxid();
        for (UnfinalizedSegment segment : candidates.unfinalized) {
            if (segment.hasNoEdit()) {
                setAsideEmpty(segment);
            } else if (segment.isUsable() && segment.lastTxid() == lastTxid) {
                finish(segment);
            }
        }
        if (lastTxid >= 0) {
            TxRange range = new TxRange(candidates.unfinalized.get(0).firstTxid(), lastTxid);
            copyToAll(range, candidates);
            for (UnfinalizedSegment segment : candidates.unfinalized) {
                if (!segment.hasNoEdit() && !(segment.isUsable() && segment.lastTxid() == lastTxid)) {
                    setAside(segment, segment.isDamaged() ? ".corrupt" : ".stale");
                }
            }
        }
    }

    private void setAsideEmpty(UnfinalizedSegment segment) throws IOException {
        if (segment.length() == 0) {
            disk.delete(segment.path());
            disk.forceDirectory(segment.directory().current());
            done.add(new RecoveredSegment(segment.path(), "deleted: it had no byte"));
        } else {
            setAside(segment, segment.hasHeader() ? ".empty" : ".corrupt");
        }
    }

    private void setAside(UnfinalizedSegment segment, String ending) throws IOException {
        disk.rename(segment.path(), segment.path().resolveSibling(segment.path().getFileName() + ending));
        disk.forceDirectory(segment.directory().current());
        done.add(new RecoveredSegment(segment.path(), "set aside as " + ending + ": " + segment.words()));
    }

    /** Cuts what is behind the last edit and gives the segment its final name. */
    private void finish(UnfinalizedSegment segment) throws IOException {
        Path target = segment.directory().file(FileNames.finalizedEdits(segment.firstTxid(), segment.lastTxid()));
        if (disk.exists(target)) {
            throw new InconsistentStorageException(
                    "Both " + segment.path() + " and " + target + " are there; move one of them away");
        }
        if (segment.isTorn()) {
            keepTail(segment);
        }
        try (DiskFile file = disk.openForWrite(segment.path())) {
            file.truncate(segment.validBytes());
            file.force(true);
        }
        disk.rename(segment.path(), target);
        disk.forceDirectory(segment.directory().current());
        done.add(new RecoveredSegment(segment.path(), "finalised as " + target.getFileName() + ": " + segment.words()));
    }

    private void keepTail(UnfinalizedSegment segment) throws IOException {
        Path aside = segment.path().resolveSibling(segment.path().getFileName() + ".torn");
        try (ByteSource source = disk.open(segment.path());
                PendingFile file = PendingFile.begin(disk, aside)) {
            copy(source, segment.validBytes(), file);
            file.commit();
        }
    }

    /** Brings the finalised segment {@code range} to every directory that lacks it. */
    private void copyToAll(TxRange range, Candidates candidates) throws IOException {
        String name = FileNames.finalizedEdits(range.firstTxid(), range.lastTxid());
        Optional<Path> from = inService().stream()
                .map(directory -> directory.file(name))
                .filter(disk::exists)
                .min(Comparator.naturalOrder());
        if (from.isEmpty()) {
            return; // finalised elsewhere under a name with other padding; readers take it from there
        }
        for (UnfinalizedSegment segment : candidates.unfinalized) {
            StorageDirectory directory = segment.directory();
            if (!segment.hasNoEdit() && directory.inService() && !disk.exists(directory.file(name))) {
                copyTo(directory, from.get(), range, name);
            }
        }
    }

    private void copyTo(StorageDirectory directory, Path from, TxRange range, String name) throws IOException {
        String temporary = FileNames.downloadedEdits(range.firstTxid(), range.lastTxid(), 0);
        try (ByteSource source = disk.open(from);
                PendingFile file = PendingFile.begin(disk, directory.current(), temporary, name)) {
            copy(source, 0, file);
            file.commit();
            done.add(new RecoveredSegment(directory.file(name), "copied from " + from));
        } catch (IOException e) {
            if (directory.takeOutOfService(e)) {
                listener.directoryFailed(directory, e, inService().size());
            }
        }
    }

    private static void copy(ByteSource source, long fromOffset, PendingFile file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long at = fromOffset;
        while (at < source.length()) {
            int count = (int) Math.min(buffer.length, source.length() - at);
            source.readFully(at, buffer, 0, count);
            file.sink().write(buffer, 0, count);
            at += count;
        }
    }
}
