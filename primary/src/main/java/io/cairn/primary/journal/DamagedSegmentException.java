package io.cairn.primary.journal;

import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;

/** A segment is damaged where edits that were acknowledged may have been, and no other directory has them. */
public final class DamagedSegmentException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient TxRange missing;

    DamagedSegmentException(Path file, TxRange missing, long offset, Throwable cause) {
        super(
                file + ": damaged at offset " + offset + ": edits " + missing.firstTxid() + " to " + missing.lastTxid()
                        + " are missing, edits behind them are intact, and no other edits directory has them. Nothing"
                        + " was changed: bring back a directory that has them, or decide to lose them",
                cause);
        this.missing = missing;
    }

    /** The transactions that cannot be read; both ends included. */
    public TxRange missing() {
        return missing;
    }
}
