package io.cairn.common.op;

import io.cairn.common.model.CallId;

/** OP_REMOVE_CACHE_DIRECTIVE (35). Immutable. */
public record RemoveCacheDirectiveOp(long id, CallId call) implements CacheOp {}
