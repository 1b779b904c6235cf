package io.cairn.common.op;

/** OP_ALLOCATE_BLOCK_ID (32): last block id handed out; negative for a striped group. Immutable. */
public record AllocateBlockIdOp(long blockId) implements BlockOp {}
