package io.cairn.primary.journal;

import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;

/** A segment is damaged where edits that were acknowledged may have been, and no other directory has them. */
public final class DamagedSegmentException extends IOException {
    private static final long serialVersionUID = 1;

    private final long firstTxid;
    private final transient TxRange missing;

    /** @param intactTxid the highest of all edits that can be read, also behind the damage */
    DamagedSegmentException(Path file, long firstTxid, TxRange missing, long intactTxid, long offset, Throwable cause) {
        super(
                file + ": damaged at offset " + offset + ": edits " + missing.firstTxid() + " to " + missing.lastTxid()
                        + " are missing"
                        + (intactTxid > missing.lastTxid()
                                ? ", edits behind them are intact"
                                : " though all of their bytes were written, so this is no unfinished write")
                        + ", and no other edits directory has them",
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
