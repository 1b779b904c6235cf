package io.cairn.common.op;

import io.cairn.common.model.CallId;
import io.cairn.common.model.EcSchema;

/** OP_ADD_ERASURE_CODING_POLICY (49): name and id are derived at replay. Immutable. */
public record AddErasureCodingPolicyOp(EcSchema schema, CallId call) implements ErasureCodingOp {}
