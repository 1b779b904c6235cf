package io.cairn.common.op;

import io.cairn.common.model.CachePool;
import io.cairn.common.model.CallId;

/** OP_ADD_CACHE_POOL (36). Immutable. */
public record AddCachePoolOp(CachePool pool, CallId call) implements CacheOp {}
