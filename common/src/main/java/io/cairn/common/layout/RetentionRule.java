package io.cairn.common.layout;

import io.cairn.common.model.TxRange;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * How many images and edits are kept (spec storage.md §4; rollback images and pinned ones neither count nor go, see {@link
 * Pin}). Unlike in HDFS no directory loses its last image: one that had no room for newer ones may still be all that is left
 * one day. Pure: looks at names only, touches nothing. Immutable.
 *
 * @param imagesRetained {@code dfs.namenode.num.checkpoints.retained}, at least 1
 * @param extraEditsRetained {@code dfs.namenode.num.extra.edits.retained}: transactions kept before the oldest image
 * @param extraSegmentsMax {@code dfs.namenode.max.extra.edits.segments.retained}: most segments they may be in
 */
public record RetentionRule(int imagesRetained, long extraEditsRetained, int extraSegmentsMax) {
    /** HDFS's defaults. */
    public static final RetentionRule DEFAULT = new RetentionRule(2, 1_000_000, 10_000);

    private static final String STALE_ENDING = ".stale";

    public RetentionRule {
        if (imagesRetained < 1 || extraEditsRetained < 0 || extraSegmentsMax < 0) {
            throw new IllegalArgumentException("Cannot keep " + imagesRetained + " images (at least 1), "
                    + extraEditsRetained + " further edits (at least 0), " + extraSegmentsMax
                    + " further segments (at least 0)");
        }
    }

    /**
     * What may go of the files in {@code directories}, once the newest image is proven.
     *
     * @param openSegment first txid of the segment being written, empty for a process that writes none
     */
    public RetentionPlan plan(List<DirInventory> directories, OptionalLong openSegment) {
        long imageTxidMin = oldestImageKept(directories);
        if (imageTxidMin < 0) {
            return new RetentionPlan(List.of(), List.of(), -1, 0);
        }
        long editsTxidMin = oldestEditKept(directories, imageTxidMin + 1);
        Set<Long> pinned = pinned(directories);
        List<RetentionPlan.Deletion> deletions = new ArrayList<>();
        List<RetentionPlan.Renaming> renames = new ArrayList<>();
        for (DirInventory directory : directories) {
            addImages(directory, imageTxidMin, pinned, deletions);
            addSegments(directory, editsTxidMin, deletions);
            addUnfinished(directory, newestImage(directories), deletions);
            addStale(directory, openSegment, renames);
        }
        return new RetentionPlan(deletions, renames, imageTxidMin, editsTxidMin);
    }

    /** Everything that unfinished work left in {@code directories}; for a process that has not begun any. */
    public static RetentionPlan leftovers(List<DirInventory> directories) {
        List<RetentionPlan.Deletion> deletions = new ArrayList<>();
        for (DirInventory directory : directories) {
            for (StorageFileName file : directory.leftovers()) {
                deletions.add(new RetentionPlan.Deletion(
                        directory.path(file), StorageFileName.UNKNOWN_TXID, "left behind by unfinished work"));
            }
        }
        return new RetentionPlan(deletions, List.of(), -1, 0);
    }

    /** Images that have a pin in any directory; a pin without an image is none. */
    private static Set<Long> pinned(List<DirInventory> directories) {
        Set<Long> pins = new HashSet<>();
        directories.forEach(directory -> pins.addAll(directory.pinned()));
        Set<Long> images = new HashSet<>();
        directories.forEach(directory -> directory.images().forEach(image -> images.add(image.txid())));
        pins.retainAll(images);
        return pins;
    }

    /** Pinned images do not count, unless there are no others. */
    private long oldestImageKept(List<DirInventory> directories) {
        Set<Long> pinned = pinned(directories);
        long[] txids =
                imageTxids(directories).filter(txid -> !pinned.contains(txid)).toArray();
        return txids.length == 0
                ? imageTxids(directories).max().orElse(-1)
                : txids[Math.max(0, txids.length - imagesRetained)];
    }

    private static LongStream imageTxids(List<DirInventory> directories) {
        return directories.stream()
                .flatMap(directory -> directory.images().stream())
                .filter(image -> !image.rollback())
                .mapToLong(ImageFile::txid)
                .distinct()
                .sorted();
    }

    private static long newestImage(List<DirInventory> directories) {
        return directories.stream()
                .flatMap(directory -> directory.images().stream())
                .mapToLong(ImageFile::txid)
                .max()
                .orElse(-1);
    }

    /** First txid whose segment stays, given that everything from {@code needed} on is needed. */
    private long oldestEditKept(List<DirInventory> directories, long needed) {
        long from = Math.max(0, needed - extraEditsRetained);
        Deque<TxRange> extra = new ArrayDeque<>(distinctSegments(directories, from));
        while (!extra.isEmpty() && extra.getLast().firstTxid() >= needed) {
            extra.removeLast();
        }
        while (extra.size() > extraSegmentsMax) {
            from = extra.removeFirst().lastTxid() + 1;
        }
        return from;
    }

    /** Segments ending at {@code from} or later, those of equal start counted once with their latest end, ascending. */
    private static List<TxRange> distinctSegments(List<DirInventory> directories, long from) {
        TreeMap<Long, TxRange> byStart = new TreeMap<>();
        for (DirInventory directory : directories) {
            for (SegmentFile segment : directory.finalized()) {
                if (segment.lastTxid() >= from) {
                    byStart.merge(segment.firstTxid(), segment.range(), (a, b) -> a.lastTxid() >= b.lastTxid() ? a : b);
                }
            }
        }
        return List.copyOf(byStart.values());
    }

    private static void addImages(
            DirInventory directory, long txidMin, Set<Long> pinned, List<RetentionPlan.Deletion> deletions) {
        String reason = "older than the oldest image kept, " + txidMin;
        long last = imageTxids(List.of(directory)).max().orElse(-1);
        for (ImageFile image : directory.images()) {
            if (!image.rollback() && image.txid() < txidMin && image.txid() != last && !pinned.contains(image.txid())) {
                deletions.add(new RetentionPlan.Deletion(image.path(), image.txid(), reason));
            }
        }
        for (StorageFileName sidecar : directory.sidecars()) {
            boolean ofRollback = sidecar.name().startsWith("fsimage_rollback_");
            if (!ofRollback
                    && sidecar.firstTxid() < txidMin
                    && sidecar.firstTxid() != last
                    && !pinned.contains(sidecar.firstTxid())) {
                deletions.add(
                        new RetentionPlan.Deletion(directory.path(sidecar), sidecar.firstTxid(), "its image goes"));
            }
        }
    }

    private static void addSegments(DirInventory directory, long txidMin, List<RetentionPlan.Deletion> deletions) {
        String reason = "wholly before the oldest transaction kept, " + txidMin;
        directory.finalized().stream()
                .filter(segment -> segment.lastTxid() < txidMin)
                .sorted(Comparator.comparingLong(SegmentFile::firstTxid))
                .forEach(segment ->
                        deletions.add(new RetentionPlan.Deletion(segment.path(), segment.lastTxid(), reason)));
        for (StorageFileName file : directory.setAside()) {
            if (file.firstTxid() < txidMin && file.lastTxid() < txidMin) {
                deletions.add(new RetentionPlan.Deletion(
                        directory.path(file), StorageFileName.UNKNOWN_TXID, "set aside, and " + reason));
            }
        }
    }

    /** Images that were being saved or received, but are outdated by one that was finished. */
    private static void addUnfinished(DirInventory directory, long newest, List<RetentionPlan.Deletion> deletions) {
        for (StorageFileName file : directory.leftovers()) {
            if (file.kind() == StorageFileName.Kind.CHECKPOINT_IMAGE && file.firstTxid() <= newest) {
                deletions.add(new RetentionPlan.Deletion(
                        directory.path(file),
                        StorageFileName.UNKNOWN_TXID,
                        "unfinished, and image " + newest + " is there"));
            }
        }
    }

    /**
     * Unfinalised segments that nobody writes. Whatever their start they are first set aside and only by a later run
     * deleted, since their names do not tell where they end.
     */
    private static void addStale(
            DirInventory directory, OptionalLong openSegment, List<RetentionPlan.Renaming> renames) {
        for (StorageFileName file : directory.inProgress()) {
            boolean open = openSegment.isPresent() && openSegment.getAsLong() <= file.firstTxid();
            if (!open && openSegment.isPresent()) {
                Path path = directory.path(file);
                renames.add(new RetentionPlan.Renaming(
                        path, path.resolveSibling(file.name() + STALE_ENDING), "nobody writes it any more"));
            }
        }
    }
}
