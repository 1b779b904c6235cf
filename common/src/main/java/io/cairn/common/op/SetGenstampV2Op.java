package io.cairn.common.op;

/** OP_SET_GENSTAMP_V2 (31): last generation stamp handed out. Immutable. */
public record SetGenstampV2Op(long genstamp) implements BlockOp {}
