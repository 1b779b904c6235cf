package io.cairn.common.op;

import io.cairn.common.model.CallId;

/** OP_RENAME_SNAPSHOT (28). Time is 0 for layouts before −66. Immutable. */
public record RenameSnapshotOp(String root, String oldName, String newName, long mtimeMillis, CallId call)
        implements SnapshotOp {}
