package io.cairn.primary.journal;

import io.cairn.common.model.TxRange;

/**
 * What a roll did. Immutable.
 *
 * @param finalized the segment that was ended; both ends included
 * @param nextFirstTxid first txid of the segment opened; its first edit is durable
 */
public record RollResult(TxRange finalized, long nextFirstTxid) {}
