package io.cairn.common.replay;

import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which image and which segments bring a namespace back (spec storage.md §2, steps 3 and 5). Pure: made from what
 * directories list, opens no file. Unfinalised segments are not considered; recover them first. Immutable.
 *
 * @param imageTxid last transaction in the chosen image
 * @param images the files that hold that image, one per directory that has it: alternatives, any of them will do
 * @param segments every finalised segment with something to add, ascending; those of different directories that overlap
 *     are alternatives
 * @param lastTxid last transaction that image and segments bring back
 * @param seenTxid the highest {@code seen_txid} of all directories; 0 if none has one
 */
public record RecoveryPlan(
        long imageTxid, List<ImageFile> images, List<SegmentFile> segments, long lastTxid, long seenTxid) {
    public RecoveryPlan {
        images = List.copyOf(images);
        segments = List.copyOf(segments);
    }

    /**
     * What one directory has to offer. Immutable.
     *
     * @param seenTxid content of its {@code seen_txid}; 0 if it has none
     */
    public record Source(DirInventory inventory, long seenTxid) {}

    /**
     * Chooses the newest image (a rollback image counts as any other) and checks that segments lead without a gap from
     * there to at least the highest {@code seen_txid}, and to the end of the last segment.
     *
     * @param sources directories of images and of edits, in the order in which they are to be tried
     * @throws NoImageException if no directory has an image
     * @throws MissingTransactionsException if there is a gap, naming the missing ranges and where was looked
     */
    public static RecoveryPlan of(List<Source> sources) throws IOException {
        List<ImageFile> images = newestImages(sources);
        if (images.isEmpty()) {
            throw new NoImageException(directories(sources));
        }
        long imageTxid = images.get(0).txid();
        List<SegmentFile> segments = usefulSegments(sources, imageTxid + 1);
        long seenTxid = sources.stream().mapToLong(Source::seenTxid).max().orElse(0);
        long lastInSegments =
                segments.stream().mapToLong(SegmentFile::lastTxid).max().orElse(imageTxid);
        long lastTxid = Math.max(imageTxid, Math.max(lastInSegments, seenTxid));
        List<TxRange> missing = missing(imageTxid + 1, lastTxid, segments);
        if (!missing.isEmpty()) {
            throw new MissingTransactionsException(missing, looked(sources, imageTxid, seenTxid));
        }
        return new RecoveryPlan(imageTxid, images, segments, lastTxid, seenTxid);
    }

    /** Transactions to replay on the image; empty if there are none. */
    public TxRange toReplay() {
        return new TxRange(imageTxid + 1, lastTxid);
    }

    /** The parts of {@code firstTxid} to {@code lastTxid} that no segment has, ascending. */
    public static List<TxRange> missing(long firstTxid, long lastTxid, List<SegmentFile> segments) {
        List<SegmentFile> byStart = new ArrayList<>(segments);
        byStart.sort(Comparator.comparingLong(SegmentFile::firstTxid));
        List<TxRange> missing = new ArrayList<>();
        long needed = firstTxid;
        for (SegmentFile segment : byStart) {
            if (needed > lastTxid) {
                break;
            }
            if (segment.firstTxid() > needed) {
                missing.add(new TxRange(needed, Math.min(segment.firstTxid() - 1, lastTxid)));
            }
            needed = Math.max(needed, segment.lastTxid() + 1);
        }
        if (needed <= lastTxid) {
            missing.add(new TxRange(needed, lastTxid));
        }
        return missing;
    }

    private static List<ImageFile> newestImages(List<Source> sources) {
        List<ImageFile> all = sources.stream()
                .flatMap(source -> source.inventory().images().stream())
                .toList();
        long newest = all.stream().mapToLong(ImageFile::txid).max().orElse(-1);
        return all.stream().filter(image -> image.txid() == newest).toList();
    }

    private static List<SegmentFile> usefulSegments(List<Source> sources, long firstTxid) {
        return sources.stream()
                .flatMap(source -> source.inventory().finalized().stream())
                .filter(segment -> segment.lastTxid() >= firstTxid)
                .sorted(Comparator.comparingLong(SegmentFile::firstTxid)
                        .thenComparing(
                                Comparator.comparingLong(SegmentFile::lastTxid).reversed()))
                .toList();
    }

    private static String looked(List<Source> sources, long imageTxid, long seenTxid) {
        String unfinalised = sources.stream()
                .flatMap(source -> source.inventory().inProgress().stream()
                        .map(file -> source.inventory().path(file).toString()))
                .collect(Collectors.joining(", "));
        return "the newest image ends at " + imageTxid + ", the highest seen_txid is " + seenTxid + "; looked in "
                + directories(sources)
                + (unfinalised.isEmpty() ? "" : "; not finalised, so not looked at: " + unfinalised);
    }

    private static List<Path> directories(List<Source> sources) {
        return sources.stream().map(source -> source.inventory().current()).toList();
    }
}
