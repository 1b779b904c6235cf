package io.cairn.common.op;

import io.cairn.common.model.CallId;

/** OP_RENAME_OLD (1): moves; {@code dst} is the final full path; a violation is silently nothing. Immutable. */
public record RenameOldOp(String src, String dst, long timeMillis, CallId call) implements NamespaceOp {}
