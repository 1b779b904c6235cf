package io.cairn.common.op;

import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CallId;

/** OP_ADD_CACHE_DIRECTIVE (34). Immutable. */
public record AddCacheDirectiveOp(CacheDirective directive, CallId call) implements CacheOp {}
