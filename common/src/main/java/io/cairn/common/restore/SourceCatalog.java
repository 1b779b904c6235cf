package io.cairn.common.restore;

import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.TxRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a source holds. Immutable.
 *
 * @param images one a txid, ascending
 * @param segments ascending by first transaction; of those with equal bounds, one
 * @param damagedTails transactions that are there but cannot be read, unless another segment holds them too
 * @param lastSeen how far the primary was when the source last looked; empty if it does not know
 */
public record SourceCatalog(
        StorageInfo storageInfo,
        List<SourceImage> images,
        List<SourceSegment> segments,
        List<DamagedTail> damagedTails,
        Optional<LastSeen> lastSeen) {
    public SourceCatalog {
        damagedTails = List.copyOf(damagedTails);
        images = images.stream()
                .sorted(Comparator.comparingLong(SourceImage::txid))
                .toList();
        segments = segments.stream()
                .sorted(Comparator.comparingLong(SourceSegment::firstTxid)
                        .thenComparing(Comparator.comparingLong(SourceSegment::lastTxid)
                                .reversed()))
                .toList();
    }

    /** Of a source whose segments are all finished, so that none can have a damaged tail. */
    public SourceCatalog(
            StorageInfo storageInfo,
            List<SourceImage> images,
            List<SourceSegment> segments,
            Optional<LastSeen> lastSeen) {
        this(storageInfo, images, segments, List.of(), lastSeen);
    }

    /** Without the image of {@code txid}, which turned out to be damaged. */
    SourceCatalog withoutImage(long txid) {
        List<SourceImage> others =
                images.stream().filter(image -> image.txid() != txid).toList();
        return new SourceCatalog(storageInfo, others, segments, damagedTails, lastSeen);
    }

    /** Last transaction that the segments lead to from the image of {@code imageTxid} without a gap. */
    long reach(long imageTxid) {
        long reached = imageTxid;
        for (SourceSegment segment : segments) {
            if (segment.firstTxid() > reached + 1) {
                break;
            }
            reached = Math.max(reached, segment.lastTxid());
        }
        return reached;
    }

    /** The fewest segments that hold {@code firstTxid} to {@code lastTxid}, which must lie within {@link #reach}. */
    List<SourceSegment> covering(long firstTxid, long lastTxid) {
        List<SourceSegment> chosen = new ArrayList<>();
        long needed = firstTxid;
        while (needed <= lastTxid) {
            long next = needed;
            SourceSegment best = segments.stream()
                    .filter(segment -> segment.range().contains(next))
                    .max(Comparator.comparingLong(SourceSegment::lastTxid))
                    .orElseThrow(() -> new IllegalStateException("No segment holds transaction " + next));
            chosen.add(best);
            needed = best.lastTxid() + 1;
        }
        return chosen;
    }

    /** Every transaction that can be restored to: from each image to where its edits lead, ascending, joined up. */
    List<TxRange> restorable() {
        List<TxRange> ranges = new ArrayList<>();
        for (SourceImage image : images) {
            TxRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            long reach = reach(image.txid());
            if (last != null && image.txid() <= last.lastTxid() + 1) {
                ranges.set(ranges.size() - 1, new TxRange(last.firstTxid(), Math.max(last.lastTxid(), reach)));
            } else {
                ranges.add(new TxRange(image.txid(), reach));
            }
        }
        return ranges;
    }

    /** The highest transaction that is mentioned at all, whether it can be reached or not; −1 if there is nothing. */
    long highestTxid() {
        long ofImages = images.stream().mapToLong(SourceImage::txid).max().orElse(-1);
        long ofTails =
                damagedTails.stream().mapToLong(tail -> tail.range().lastTxid()).reduce(ofImages, Math::max);
        return segments.stream().mapToLong(SourceSegment::lastTxid).reduce(ofTails, Math::max);
    }
}
