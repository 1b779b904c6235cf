package io.cairn.primary.wire.operator;

/**
 * What a roll did; goes out as JSON. Immutable.
 *
 * @param newSegmentTxid first transaction of the segment that is written now
 */
public record RollAnswer(long newSegmentTxid) {}
