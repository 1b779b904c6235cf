package io.cairn.common.op;

import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CallId;

/** OP_MODIFY_CACHE_DIRECTIVE (39): only the fields that change. Immutable. */
public record ModifyCacheDirectiveOp(CacheDirective directive, CallId call) implements CacheOp {}
