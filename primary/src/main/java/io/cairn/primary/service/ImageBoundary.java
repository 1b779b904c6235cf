package io.cairn.primary.service;

import io.cairn.common.store.StoreView;
import io.cairn.primary.journal.RollResult;

/**
 * The namespace as it was between two segments; an image of it ends where a segment ends. Immutable; its view may be used
 * by one thread and must be closed before the store is.
 *
 * @param roll what made the boundary; both segments are durable
 * @param view at the last transaction of the segment that was finalised
 */
public record ImageBoundary(RollResult roll, StoreView view) implements AutoCloseable {
    /** Last transaction in the view. */
    public long txid() {
        return roll.finalized().lastTxid();
    }

    @Override
    public void close() {
        view.close();
    }
}
