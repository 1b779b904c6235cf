package io.cairn.common.op;

/** One journal entry: an op at its place in the order. Immutable. */
public record Edit(long txid, EditOp op) {}
