package io.cairn.common.op;

/** Changes of blocks and of the numbers blocks are made from. */
public sealed interface BlockOp extends EditOp
        permits AddBlockOp,
                UpdateBlocksOp,
                TruncateOp,
                SetGenstampV1Op,
                SetGenstampV2Op,
                AllocateBlockIdOp,
                ReassignLeaseOp {}
