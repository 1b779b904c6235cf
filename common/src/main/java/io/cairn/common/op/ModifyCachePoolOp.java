package io.cairn.common.op;

import io.cairn.common.model.CachePool;
import io.cairn.common.model.CallId;

/** OP_MODIFY_CACHE_POOL (37): only the fields that change. Immutable. */
public record ModifyCachePoolOp(CachePool pool, CallId call) implements CacheOp {}
