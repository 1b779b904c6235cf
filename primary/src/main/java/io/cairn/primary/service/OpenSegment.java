package io.cairn.primary.service;

import java.io.IOException;

/** The segment being written, as far as rolling it goes. Implementations are thread-safe. */
public interface OpenSegment {
    /** First transaction of the segment. */
    long segmentFirstTxid();

    /** Last transaction, durable or not. */
    long lastWrittenTxid();

    /**
     * Ends the segment and begins the next; both are durable on return.
     *
     * @return first txid of the new segment
     * @throws IOException if nothing can be logged any more
     */
    long roll() throws IOException;
}
