package io.cairn.common.op;

/** OP_SET_PERMISSIONS (7): ten mode bits. Immutable. */
public record SetPermissionsOp(String path, int mode) implements AttributeOp {}
