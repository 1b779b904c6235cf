package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.SegmentScan;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
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
 * What the directories to be replaced still tell of the state that is lost with them. Files that cannot be read tell
 * nothing and fail nothing. Immutable.
 *
 * @param lastTxid last transaction in any of them; empty if none has any
 * @param where the file that has it
 * @param segments ascending, as far as they are intact
 */
record OldState(OptionalLong lastTxid, Optional<Path> where, List<SegmentFile> segments) {
    static OldState read(Disk disk, List<Path> roots) {
        Reading reading = new Reading(disk);
        roots.forEach(root -> reading.directory(root.resolve(FileNames.CURRENT)));
        reading.segments.sort(
                Comparator.comparingLong(SegmentFile::firstTxid).thenComparingLong(SegmentFile::lastTxid));
        return new OldState(
                reading.lastTxid < 0 ? OptionalLong.empty() : OptionalLong.of(reading.lastTxid),
                Optional.ofNullable(reading.where),
                List.copyOf(reading.segments));
    }

    /** What is lost when {@code reachedTxid} is reached, as far as these directories and the source know. */
    Loss loss(Disk disk, long reachedTxid, String source, Optional<LastSeen> lastSeen) {
        long seen = lastSeen.map(LastSeen::txid).orElse(-1L);
        if (lastTxid.isPresent() && lastTxid.getAsLong() >= seen) {
            return new Loss(
                    lastTxid,
                    String.valueOf(where.orElseThrow()),
                    true,
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
        private long lastTxid = -1;
        private @Nullable Path where;

        Reading(Disk disk) {
            this.disk = disk;
        }

        void directory(Path current) {
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
                return; // nothing is to be learnt from it
            }
        }

        private void unfinalized(Path path) throws IOException {
            try (ByteSource source = disk.open(path)) {
                SegmentScan scan = SegmentScan.of(source);
                if (!scan.isEmpty()) {
                    segments.add(new SegmentFile(path, new TxRange(scan.firstTxid(), scan.lastTxid())));
                    ends(scan.highestTxid(), path);
                }
            }
        }

        private void ends(long txid, Path path) {
            if (txid > lastTxid) {
                lastTxid = txid;
                where = path;
            }
        }
    }
}
