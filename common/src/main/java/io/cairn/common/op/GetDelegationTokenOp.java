package io.cairn.common.op;

import io.cairn.common.model.DelegationToken;

/** OP_GET_DELEGATION_TOKEN (18). Immutable. */
public record GetDelegationTokenOp(DelegationToken token, long expiryMillis) implements TokenOp {}
