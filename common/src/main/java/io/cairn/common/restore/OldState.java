package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.CorruptEditException;
import io.cairn.common.codec.edits.EditsFormat;
import io.cairn.common.codec.edits.SegmentScan;
import io.cairn.common.codec.edits.SegmentTail;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageFileName;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the directories to be replaced still tell of the state that is lost with them. Files that cannot be read fail
 * nothing, but then there may have been more than is known. Immutable.
 *
 * @param lastTxid last transaction that any of them knows of, be it behind damage; empty if none knows any
 * @param where the file that has it
 * @param segments ascending, as far as they are intact
 * @param doubts why there may have been more, in words; empty if everything was read to its end
 */
record OldState(OptionalLong lastTxid, Optional<Path> where, List<SegmentFile> segments, List<String> doubts) {
    /** @param locked true if the caller holds the locks of {@code roots}; if not, a primary may be going on in them */
    static OldState read(Disk disk, List<Path> roots, boolean locked) {
        Reading reading = new Reading(disk);
        for (Path root : roots) {
            if (!locked) {
                reading.lock(root);
            }
            reading.directory(root.resolve(FileNames.CURRENT));
        }
        reading.takeSeen();
        reading.segments.sort(
                Comparator.comparingLong(SegmentFile::firstTxid).thenComparingLong(SegmentFile::lastTxid));
        return new OldState(
                reading.lastTxid < 0 ? OptionalLong.empty() : OptionalLong.of(reading.lastTxid),
                Optional.ofNullable(reading.where),
                List.copyOf(reading.segments),
                List.copyOf(reading.doubts));
    }

    /** What is lost when {@code reachedTxid} is reached, as far as these directories and the source know. */
    Loss loss(Disk disk, long reachedTxid, String source, SourceCatalog catalog) {
        long ofSource = catalog.highestTxid() > reachedTxid ? catalog.highestTxid() : -1;
        Optional<LastSeen> lastSeen = catalog.lastSeen().filter(last -> last.txid() >= ofSource);
        long seen = lastSeen.map(LastSeen::txid).orElse(ofSource);
        if (lastTxid.isPresent() && lastTxid.getAsLong() >= seen) {
            return new Loss(
                    lastTxid,
                    where.orElseThrow() + (doubts.isEmpty() ? "" : " (" + String.join("; ", doubts) + ")"),
                    doubts.isEmpty(),
                    reachedTxid,
                    onlyBegins(reachedTxid),
                    time(disk, reachedTxid));
        }
        if (seen < 0) {
            return new Loss(OptionalLong.empty(), "nobody", false, reachedTxid, false, Optional.empty());
        }
        String when = lastSeen.flatMap(LastSeen::at).map(at -> " as of " + at).orElse("");
        return new Loss(OptionalLong.of(seen), source + when, false, reachedTxid, false, Optional.empty());
    }

    private boolean onlyBegins(long reachedTxid) {
        return lastTxid.equals(OptionalLong.of(reachedTxid + 1))
                && segments.stream().anyMatch(segment -> segment.firstTxid() == reachedTxid + 1);
    }

    private Optional<Duration> time(Disk disk, long reachedTxid) {
        try {
            OptionalLong kept = EditTimes.lastUpTo(disk, segments, reachedTxid);
            OptionalLong last = EditTimes.lastUpTo(disk, segments, Long.MAX_VALUE);
            return kept.isPresent() && last.isPresent()
                    ? Optional.of(Duration.ofMillis(Math.max(0, last.getAsLong() - kept.getAsLong())))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it is damaged, which may be why it is being replaced
        }
    }

    /** Single use, one thread. */
    private static final class Reading {
        private final Disk disk;
        private final List<SegmentFile> segments = new ArrayList<>();
        private final List<String> doubts = new ArrayList<>();
        private long lastTxid = -1;
        private @Nullable Path where;
        private long seenTxid;
        private @Nullable Path seenIn;

        Reading(Disk disk) {
            this.disk = disk;
        }

        /** While a primary goes on, what is read now is not the last. */
        void lock(Path root) {
            Path file = root.resolve(FileNames.LOCK);
            try {
                if (disk.exists(file) && disk.isLocked(file)) {
                    doubts.add(root + " is in use by "
                            + disk.lockContent(file).map(String::strip).orElse("an unknown process"));
                }
            } catch (IOException e) {
                doubts.add(unreadable(e));
            }
        }

        void directory(Path current) {
            if (!disk.exists(current)) {
                return;
            }
            try {
                DirInventory inventory = DirInventory.scan(disk, current);
                for (ImageFile image : inventory.images()) {
                    ends(image.txid(), image.path());
                }
                for (SegmentFile segment : inventory.finalized()) {
                    segments.add(segment);
                    ends(segment.lastTxid(), segment.path());
                }
                for (StorageFileName file : inventory.inProgress()) {
                    unfinalized(inventory.path(file));
                }
            } catch (IOException e) {
                doubts.add(unreadable(e));
            }
            seen(current.resolve(FileNames.SEEN_TXID));
        }

        private void unfinalized(Path path) {
            try (ByteSource source = disk.open(path)) {
                SegmentScan scan = SegmentScan.of(source);
                if (!scan.isEmpty()) {
                    segments.add(new SegmentFile(path, new TxRange(scan.firstTxid(), scan.lastTxid())));
                }
                if (scan.highestTxid() != CorruptEditException.NO_TXID) {
                    ends(scan.highestTxid(), path);
                } else if (scan.tail() == SegmentTail.TORN && source.length() > EditsFormat.HEADER_BYTES) {
                    doubts.add(path + " holds nothing that can be read");
                }
            } catch (IOException e) {
                doubts.add(unreadable(e));
            }
        }

        private void seen(Path file) {
            try {
                long txid = SeenTxidFile.read(disk, file);
                if (txid > seenTxid) {
                    seenTxid = txid;
                    seenIn = file;
                }
            } catch (IOException e) {
                doubts.add(unreadable(e));
            }
        }

        /** A transaction that was logged, though no file here holds it. */
        void takeSeen() {
            Path file = seenIn;
            if (seenTxid > lastTxid && file != null) {
                doubts.add("nothing up to there can be read");
                ends(seenTxid, file);
            }
        }

        private static String unreadable(IOException e) {
            return "cannot be read: " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }

        private void ends(long txid, Path path) {
            if (txid > lastTxid) {
                lastTxid = txid;
                where = path;
            }
        }
    }
}
