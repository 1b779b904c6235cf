package io.cairn.common.op;

/** Erasure-coding policies. */
public sealed interface ErasureCodingOp extends EditOp
        permits AddErasureCodingPolicyOp,
                EnableErasureCodingPolicyOp,
                DisableErasureCodingPolicyOp,
                RemoveErasureCodingPolicyOp {}
