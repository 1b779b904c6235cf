package io.cairn.primary.service;

import io.cairn.common.model.TxRange;

/**
 * The segment being written, as far as it is durable. Immutable.
 *
 * @param range its first transaction, and the last one that a crash cannot take back
 * @param bytes length of the file up to that one's end
 */
public record DurablePart(TxRange range, long bytes) {}
