package io.cairn.common.op;

/** OP_SET_GENSTAMP_V1 (10): legacy generation stamp. Immutable. */
public record SetGenstampV1Op(long genstamp) implements BlockOp {}
