package io.cairn.common.op;

import io.cairn.common.model.CallId;

/** OP_REMOVE_CACHE_POOL (38). Immutable. */
public record RemoveCachePoolOp(String name, CallId call) implements CacheOp {}
