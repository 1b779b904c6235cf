package io.cairn.common.op;

import io.cairn.common.model.DelegationToken;

/** OP_CANCEL_DELEGATION_TOKEN (20). Immutable. */
public record CancelDelegationTokenOp(DelegationToken token) implements TokenOp {}
