package io.cairn.common.op;

import io.cairn.common.model.CallId;

/** OP_CREATE_SNAPSHOT (26). Time is 0 for layouts before −66. Immutable. */
public record CreateSnapshotOp(String root, String name, long mtimeMillis, CallId call) implements SnapshotOp {}
