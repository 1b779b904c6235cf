package io.cairn.common.op;

import io.cairn.common.model.StorageType;

/** OP_SET_QUOTA_BY_STORAGETYPE (48): −1 clears. Immutable. */
public record SetQuotaByStorageTypeOp(String path, StorageType storageType, long quota) implements AttributeOp {}
