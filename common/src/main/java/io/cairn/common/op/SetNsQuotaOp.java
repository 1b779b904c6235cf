package io.cairn.common.op;

/** OP_SET_NS_QUOTA (11): read only, never written by a current HDFS. Immutable. */
public record SetNsQuotaOp(String path, long namespaceQuota) implements AttributeOp {}
