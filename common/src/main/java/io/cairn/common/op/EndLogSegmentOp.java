package io.cairn.common.op;

/** OP_END_LOG_SEGMENT (23): last op of a segment that was ended in an orderly way. Immutable. */
public record EndLogSegmentOp() implements LogOp {}
