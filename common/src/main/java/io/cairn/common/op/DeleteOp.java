package io.cairn.common.op;

import io.cairn.common.model.CallId;

/** OP_DELETE (2): removes {@code path} and everything below it. Immutable. */
public record DeleteOp(String path, long timeMillis, CallId call) implements NamespaceOp {}
