package io.cairn.common.op;

/** OP_SET_OWNER (8): an empty user or group is left as it is. Immutable. */
public record SetOwnerOp(String path, String user, String group) implements AttributeOp {}
