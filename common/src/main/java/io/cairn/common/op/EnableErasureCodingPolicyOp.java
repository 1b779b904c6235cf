package io.cairn.common.op;

import io.cairn.common.model.CallId;

/** OP_ENABLE_ERASURE_CODING_POLICY (50). Immutable. */
public record EnableErasureCodingPolicyOp(String policyName, CallId call) implements ErasureCodingOp {}
