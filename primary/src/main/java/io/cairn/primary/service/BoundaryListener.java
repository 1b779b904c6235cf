package io.cairn.primary.service;

import io.cairn.common.digest.NamespaceDigest;

/** Is told what the namespace was where a segment ended. */
@FunctionalInterface
public interface BoundaryListener {
    /**
     * A segment was finalised. Called by the thread that asked for the roll, before it gets its answer.
     *
     * @param lastTxid last transaction of the segment
     * @param digest of the namespace at that transaction
     */
    void rolled(long lastTxid, NamespaceDigest digest);
}
