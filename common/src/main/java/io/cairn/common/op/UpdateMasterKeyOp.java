package io.cairn.common.op;

import io.cairn.common.model.DelegationKey;

/** OP_UPDATE_MASTER_KEY (21). Immutable. */
public record UpdateMasterKeyOp(DelegationKey key) implements TokenOp {}
