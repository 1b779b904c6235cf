package io.cairn.common.restore;

import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Which image and which segments bring back the state after a transaction. Pure: made from what a source lists. Immutable.
 *
 * @param image the newest that is not beyond {@code lastTxid}
 * @param segments that lead on from it, ascending; the last may go further than {@code lastTxid} and is cut there
 * @param lastTxid the transaction that is reached
 */
public record RestorePlan(StorageInfo storageInfo, SourceImage image, List<SourceSegment> segments, long lastTxid) {
    public RestorePlan {
        segments = List.copyOf(segments);
    }

    /**
     * Plans.
     *
     * @param source name of the source, for messages
     * @param toTxid where to stop; empty for the newest transaction
     * @throws RestoreRefusedException if that cannot be reached, naming what can be
     */
    public static RestorePlan of(String source, SourceCatalog catalog, OptionalLong toTxid)
            throws RestoreRefusedException {
        requireKnown(source, catalog.storageInfo().layoutVersion());
        if (catalog.images().isEmpty()) {
            throw new RestoreRefusedException(
                    source + " holds no image that can be used",
                    "name another source with --from; cairn checkpoints list shows what a checkpointer holds");
        }
        long lastTxid = toTxid.orElseGet(catalog::highestTxid);
        SourceImage image = catalog.images().stream()
                .filter(candidate -> candidate.txid() <= lastTxid)
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> outside(source, catalog, lastTxid));
        if (catalog.reach(image.txid()) < lastTxid) {
            throw outside(source, catalog, lastTxid);
        }
        return new RestorePlan(catalog.storageInfo(), image, catalog.covering(image.txid() + 1, lastTxid), lastTxid);
    }

    private static void requireKnown(String source, LayoutVersion layout) throws RestoreRefusedException {
        if (layout.isUnknown() || !layout.atLeast(LayoutVersion.OLDEST_WRITTEN)) {
            throw new RestoreRefusedException(
                    source + " is of layout version " + layout + ", which no primary of this release serves; it serves "
                            + LayoutVersion.OLDEST_WRITTEN + " to " + LayoutVersion.CURRENT,
                    "restore it with the release that wrote it; what is older must be upgraded by HDFS first");
        }
    }

    private static RestoreRefusedException outside(String source, SourceCatalog catalog, long txid) {
        List<TxRange> ranges = catalog.restorable();
        String retained = ranges.stream().map(RestorePlan::text).collect(Collectors.joining(", "));
        String damaged = catalog.damagedTails().stream()
                .filter(tail -> ranges.stream()
                        .noneMatch(range -> range.contains(tail.range().lastTxid())))
                .map(tail -> "; damaged are " + text(tail.range()) + ": " + tail.trouble())
                .collect(Collectors.joining());
        return new RestoreRefusedException(
                "Transaction " + txid + " cannot be reached from " + source + ": retained are " + retained + damaged,
                "choose one of those with --to-txid, for example --to-txid "
                        + ranges.get(ranges.size() - 1).lastTxid());
    }

    private static String text(TxRange range) {
        return range.count() == 1 ? "" + range.firstTxid() : range.firstTxid() + " to " + range.lastTxid();
    }

    /** Transactions that are replayed on the image; empty if there are none. */
    public TxRange toReplay() {
        return new TxRange(image.txid() + 1, lastTxid);
    }

    /** Bytes that the source has to hand over. */
    public long sourceBytes() {
        return image.bytes() + segments.stream().mapToLong(SourceSegment::bytes).sum();
    }
}
