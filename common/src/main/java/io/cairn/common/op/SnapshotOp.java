package io.cairn.common.op;

/** Snapshots and who may have them. Needs snapshot history to be applied. */
public sealed interface SnapshotOp extends EditOp
        permits CreateSnapshotOp, DeleteSnapshotOp, RenameSnapshotOp, AllowSnapshotOp, DisallowSnapshotOp {}
