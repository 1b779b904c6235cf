package io.cairn.primary.journal;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.SegmentScan;
import io.cairn.common.codec.edits.SegmentTail;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An unfinalised segment in one directory, as recovery finds it. Immutable.
 *
 * @param firstTxid as the name says
 * @param length bytes of the file
 * @param missing the edits lost in a damaged middle; empty if the segment is usable up to its last intact edit
 */
record UnfinalizedSegment(
        StorageDirectory directory,
        Path path,
        long firstTxid,
        long length,
        SegmentScan scan,
        Optional<TxRange> missing) {
    static UnfinalizedSegment read(Disk disk, StorageDirectory directory, Path path, long firstTxid)
            throws IOException {
        try (ByteSource source = disk.open(path)) {
            SegmentScan scan = SegmentScan.of(source);
            return new UnfinalizedSegment(
                    directory, path, firstTxid, source.length(), scan, missing(source, firstTxid, scan));
        }
    }

    private static Optional<TxRange> missing(ByteSource source, long firstTxid, SegmentScan scan) throws IOException {
        if (!scan.isEmpty() && scan.firstTxid() != firstTxid) {
            return Optional.of(new TxRange(firstTxid, Math.max(firstTxid, scan.firstTxid() - 1)));
        }
        return scan.tail() == SegmentTail.DAMAGED ? TornWrite.missing(source, firstTxid, scan) : Optional.empty();
    }

    /** True if neither an edit nor a trace of one is in it. */
    boolean hasNoEdit() {
        return scan.isEmpty() && missing.isEmpty();
    }

    boolean hasHeader() {
        return scan.knownLayout().isPresent();
    }

    /** True if it has edits, and those up to {@link #lastTxid} are all there ever were acknowledged. */
    boolean isUsable() {
        return !scan.isEmpty() && missing.isEmpty();
    }

    boolean isDamaged() {
        return missing.isPresent();
    }

    boolean isTorn() {
        return scan.tail() == SegmentTail.TORN || scan.tail() == SegmentTail.DAMAGED;
    }

    /** Last edit before any trouble. */
    long lastTxid() {
        return scan.lastTxid();
    }

    /** Last edit that was there, intact (also behind damage) or not. */
    long highestTxid() {
        return Math.max(scan.highestTxid(), missing.map(TxRange::lastTxid).orElse(0L));
    }

    long validBytes() {
        return scan.validBytes();
    }

    /** The error that refuses the start. */
    DamagedSegmentException damage() {
        return new DamagedSegmentException(
                path,
                firstTxid,
                missing.orElseThrow(),
                scan.highestTxid(),
                scan.validBytes(),
                scan.trouble().map(IOException.class::cast).orElseGet(() -> new IOException("unexpected first txid")));
    }

    /** What was found, for the log. */
    String words() {
        String edits = scan.isEmpty()
                ? "no edit"
                : "edits " + scan.firstTxid() + " to " + scan.lastTxid() + " in " + scan.validBytes() + " bytes";
        return edits
                + scan.trouble().map(trouble -> "; " + trouble.getMessage()).orElse("");
    }
}
