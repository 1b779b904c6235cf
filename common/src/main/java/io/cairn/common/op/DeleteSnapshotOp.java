package io.cairn.common.op;

import io.cairn.common.model.CallId;

/** OP_DELETE_SNAPSHOT (27). Time is 0 for layouts before −66. Immutable. */
public record DeleteSnapshotOp(String root, String name, long mtimeMillis, CallId call) implements SnapshotOp {}
