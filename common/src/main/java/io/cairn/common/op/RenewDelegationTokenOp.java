package io.cairn.common.op;

import io.cairn.common.model.DelegationToken;

/** OP_RENEW_DELEGATION_TOKEN (19). Immutable. */
public record RenewDelegationTokenOp(DelegationToken token, long expiryMillis) implements TokenOp {}
