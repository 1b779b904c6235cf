package io.cairn.primary.journal;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.CorruptEditException;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.codec.edits.LostSectors;
import io.cairn.common.codec.edits.SegmentScan;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.util.Optional;

/**
 * Tells a write that lost power half way from damage to what was durable. A forced write is whole; of one that was not
 * forced any sector may be missing, later ones be there nevertheless. A missing sector still holds what it held before:
 * padding ({@code FF}), or zeros where the file had just grown. So a hole counts as torn only if, between the last edit
 * before it and the first intact one behind it, a sector holds nothing but padding or zeros, and if all of it lies within
 * what one unforced write can be. Stateless.
 */
final class TornWrite {
    /** More than one batch and the padding before it cannot be unforced. */
    private static final long UNFORCED_BYTES_MAX = 16L << 20;

    private TornWrite() {}

    /** The edits that are missing in the middle of a damaged segment; empty if nothing acknowledged can be missing. */
    static Optional<TxRange> missing(ByteSource source, long firstTxid, SegmentScan scan) throws IOException {
        long holeStart = scan.validBytes();
        long lostFrom = scan.isEmpty() ? firstTxid : scan.lastTxid() + 1;
        if (scan.knownLayout().isEmpty()) {
            // Header and first edit are one forced write, before which nothing else can be written.
            return Optional.of(new TxRange(lostFrom, Math.max(lostFrom, scan.highestTxid())));
        }
        Resumption next = resumption(source);
        boolean torn = next.txid() > lostFrom
                && source.length() - holeStart <= UNFORCED_BYTES_MAX
                && LostSectors.any(source, holeStart, next.offset());
        return torn ? Optional.empty() : Optional.of(new TxRange(lostFrom, Math.max(lostFrom, next.txid() - 1)));
    }

    /** Where intact edits go on behind a hole. */
    private record Resumption(long offset, long txid) {}

    private static Resumption resumption(ByteSource source) throws IOException {
        EditReader edits = EditReader.open(source);
        try {
            while (edits.next()) {
                edits.startingWith(edits.txid() + 1);
            }
        } catch (CorruptEditException e) {
            if (e.kind() == CorruptEditException.Kind.GAP ? edits.next() : edits.resync()) {
                return new Resumption(edits.offset(), edits.txid());
            }
        }
        return new Resumption(source.length(), edits.txid());
    }
}
