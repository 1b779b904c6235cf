package io.cairn.primary.journal;

import io.cairn.common.model.TxRange;

/**
 * How much of the open segment a crash cannot take back. Immutable.
 *
 * @param range its first transaction, and the last one that is durable
 * @param bytes length of header and those transactions; padding may follow in the file
 */
public record DurableSegment(TxRange range, long bytes) {}
