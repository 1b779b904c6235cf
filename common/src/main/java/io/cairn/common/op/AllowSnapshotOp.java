package io.cairn.common.op;

/** OP_ALLOW_SNAPSHOT (29). Immutable. */
public record AllowSnapshotOp(String root) implements SnapshotOp {}
