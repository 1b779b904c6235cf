package io.cairn.common.op;

/** OP_SET_REPLICATION (4). Immutable. */
public record SetReplicationOp(String path, int replication) implements AttributeOp {}
