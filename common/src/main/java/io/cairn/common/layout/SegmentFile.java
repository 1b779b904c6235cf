package io.cairn.common.layout;

import io.cairn.common.model.TxRange;
import java.nio.file.Path;

/**
 * A finalised segment in one directory. Immutable.
 *
 * @param range its transactions, both ends included
 */
public record SegmentFile(Path path, TxRange range) {
    public long firstTxid() {
        return range.firstTxid();
    }

    public long lastTxid() {
        return range.lastTxid();
    }
}
