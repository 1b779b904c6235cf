package io.cairn.common.op;

/** Cache pools and directives. */
public sealed interface CacheOp extends EditOp
        permits AddCacheDirectiveOp,
                ModifyCacheDirectiveOp,
                RemoveCacheDirectiveOp,
                AddCachePoolOp,
                ModifyCachePoolOp,
                RemoveCachePoolOp {}
