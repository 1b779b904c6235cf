package io.cairn.common.op;

/** Changes of attributes of one inode. */
public sealed interface AttributeOp extends EditOp
        permits SetReplicationOp,
                SetPermissionsOp,
                SetOwnerOp,
                TimesOp,
                SetNsQuotaOp,
                ClearNsQuotaOp,
                SetQuotaOp,
                SetQuotaByStorageTypeOp,
                SetAclOp,
                SetXAttrOp,
                RemoveXAttrOp,
                SetStoragePolicyOp {}
