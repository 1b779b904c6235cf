package io.cairn.primary.restart;

import io.cairn.common.store.MetadataStore;

/**
 * A namespace that was brought back. Immutable, but for the store.
 *
 * @param store everything is applied
 * @param imageTxid last transaction of the newest image that is sound as far as is known
 * @param saveAtOnce true if the files must not be relied on another time: a new image is due now
 */
public record Restarted(MetadataStore store, long imageTxid, boolean saveAtOnce) {}
