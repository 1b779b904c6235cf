package io.cairn.common.restore;

import io.cairn.common.model.TxRange;

/**
 * A segment that a source has. Immutable.
 *
 * @param range its transactions, both ends included; of an unfinalised segment, those that are intact
 * @param bytes length of the file
 */
public record SourceSegment(TxRange range, long bytes) {
    public long firstTxid() {
        return range.firstTxid();
    }

    public long lastTxid() {
        return range.lastTxid();
    }
}
