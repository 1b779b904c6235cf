package io.cairn.common.op;

/** OP_CLEAR_NS_QUOTA (12): read only, never written by a current HDFS. Immutable. */
public record ClearNsQuotaOp(String path) implements AttributeOp {}
