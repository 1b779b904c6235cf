package io.cairn.common.op;

/** Delegation tokens and their keys. */
public sealed interface TokenOp extends EditOp
        permits GetDelegationTokenOp, RenewDelegationTokenOp, CancelDelegationTokenOp, UpdateMasterKeyOp {}
