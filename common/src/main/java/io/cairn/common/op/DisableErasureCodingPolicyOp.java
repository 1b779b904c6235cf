package io.cairn.common.op;

import io.cairn.common.model.CallId;

/** OP_DISABLE_ERASURE_CODING_POLICY (51). Immutable. */
public record DisableErasureCodingPolicyOp(String policyName, CallId call) implements ErasureCodingOp {}
