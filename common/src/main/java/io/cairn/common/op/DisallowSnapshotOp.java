package io.cairn.common.op;

/** OP_DISALLOW_SNAPSHOT (30). Immutable. */
public record DisallowSnapshotOp(String root) implements SnapshotOp {}
