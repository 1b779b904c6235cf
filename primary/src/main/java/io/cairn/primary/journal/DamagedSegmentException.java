package io.cairn.primary.journal;

import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;

/** A segment is damaged where edits that were acknowledged may have been, and no other directory has them. */
public final class DamagedSegmentException extends IOException {
    private static final long serialVersionUID = 1;

    private final long firstTxid;
    private final transient TxRange missing;

    DamagedSegmentException(Path file, long firstTxid, TxRange missing, long offset, Throwable cause) {
        super(
                file + ": damaged at offset " + offset + ": edits " + missing.firstTxid() + " to " + missing.lastTxid()
                        + " are missing, edits behind them are intact, and no other edits directory has them",
                cause);
        this.firstTxid = firstTxid;
        this.missing = missing;
    }

    /** Where the segment begins. */
    public long firstTxid() {
        return firstTxid;
    }

    /** The transactions that cannot be read; both ends included. */
    public TxRange missing() {
        return missing;
    }
}
