package io.cairn.common.op;

/**
 * One kind of change, as the edit log records it. Records below hold exactly what the log carries, so that reading and
 * writing a segment loses nothing; paths are therefore plain text as logged. Immutable.
 *
 * <p>Body layouts and opcodes: spec edits.md §3.
 */
public sealed interface EditOp
        permits NamespaceOp, BlockOp, AttributeOp, SnapshotOp, TokenOp, CacheOp, ErasureCodingOp, LogOp {}
