package io.cairn.common.op;

/** OP_SET_QUOTA (14): per field 2⁶³−1 leaves, −1 clears. Immutable. */
public record SetQuotaOp(String path, long namespaceQuota, long diskspaceQuota) implements AttributeOp {}
