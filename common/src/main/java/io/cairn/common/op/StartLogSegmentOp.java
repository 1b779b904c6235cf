package io.cairn.common.op;

/** OP_START_LOG_SEGMENT (24): first op of each segment. Immutable. */
public record StartLogSegmentOp() implements LogOp {}
