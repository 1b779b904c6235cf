package io.cairn.common.op;

/** OP_REASSIGN_LEASE (22): the lease of {@code path} moves from {@code holder} to {@code newHolder}. Immutable. */
public record ReassignLeaseOp(String holder, String path, String newHolder) implements BlockOp {}
