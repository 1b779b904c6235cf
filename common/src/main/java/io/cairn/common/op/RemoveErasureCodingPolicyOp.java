package io.cairn.common.op;

import io.cairn.common.model.CallId;

/** OP_REMOVE_ERASURE_CODING_POLICY (52). Immutable. */
public record RemoveErasureCodingPolicyOp(String policyName, CallId call) implements ErasureCodingOp {}
