package io.cairn.common.op;

/** OP_SET_STORAGE_POLICY (45): 0 unsets. Immutable. */
public record SetStoragePolicyOp(String path, int policyId) implements AttributeOp {}
