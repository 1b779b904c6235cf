package io.cairn.common.op;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers and names of the edit log's entries (spec edits.md §3). */
public enum OpCode {
    OP_ADD(0, AddOp.class),
    OP_RENAME_OLD(1, RenameOldOp.class),
    OP_DELETE(2, DeleteOp.class),
    OP_MKDIR(3, MkdirOp.class),
    OP_SET_REPLICATION(4, SetReplicationOp.class),
    OP_DATANODE_ADD(5, null),
    OP_DATANODE_REMOVE(6, null),
    OP_SET_PERMISSIONS(7, SetPermissionsOp.class),
    OP_SET_OWNER(8, SetOwnerOp.class),
    OP_CLOSE(9, CloseOp.class),
    OP_SET_GENSTAMP_V1(10, SetGenstampV1Op.class),
    OP_SET_NS_QUOTA(11, SetNsQuotaOp.class),
    OP_CLEAR_NS_QUOTA(12, ClearNsQuotaOp.class),
    OP_TIMES(13, TimesOp.class),
    OP_SET_QUOTA(14, SetQuotaOp.class),
    OP_RENAME(15, RenameOp.class),
    OP_CONCAT_DELETE(16, ConcatDeleteOp.class),
    OP_SYMLINK(17, SymlinkOp.class),
    OP_GET_DELEGATION_TOKEN(18, GetDelegationTokenOp.class),
    OP_RENEW_DELEGATION_TOKEN(19, RenewDelegationTokenOp.class),
    OP_CANCEL_DELEGATION_TOKEN(20, CancelDelegationTokenOp.class),
    OP_UPDATE_MASTER_KEY(21, UpdateMasterKeyOp.class),
    OP_REASSIGN_LEASE(22, ReassignLeaseOp.class),
    OP_END_LOG_SEGMENT(23, EndLogSegmentOp.class),
    OP_START_LOG_SEGMENT(24, StartLogSegmentOp.class),
    OP_UPDATE_BLOCKS(25, UpdateBlocksOp.class),
    OP_CREATE_SNAPSHOT(26, CreateSnapshotOp.class),
    OP_DELETE_SNAPSHOT(27, DeleteSnapshotOp.class),
    OP_RENAME_SNAPSHOT(28, RenameSnapshotOp.class),
    OP_ALLOW_SNAPSHOT(29, AllowSnapshotOp.class),
    OP_DISALLOW_SNAPSHOT(30, DisallowSnapshotOp.class),
    OP_SET_GENSTAMP_V2(31, SetGenstampV2Op.class),
    OP_ALLOCATE_BLOCK_ID(32, AllocateBlockIdOp.class),
    OP_ADD_BLOCK(33, AddBlockOp.class),
    OP_ADD_CACHE_DIRECTIVE(34, AddCacheDirectiveOp.class),
    OP_REMOVE_CACHE_DIRECTIVE(35, RemoveCacheDirectiveOp.class),
    OP_ADD_CACHE_POOL(36, AddCachePoolOp.class),
    OP_MODIFY_CACHE_POOL(37, ModifyCachePoolOp.class),
    OP_REMOVE_CACHE_POOL(38, RemoveCachePoolOp.class),
    OP_MODIFY_CACHE_DIRECTIVE(39, ModifyCacheDirectiveOp.class),
    OP_SET_ACL(40, SetAclOp.class),
    OP_ROLLING_UPGRADE_START(41, RollingUpgradeStartOp.class),
    OP_ROLLING_UPGRADE_FINALIZE(42, RollingUpgradeFinalizeOp.class),
    OP_SET_XATTR(43, SetXAttrOp.class),
    OP_REMOVE_XATTR(44, RemoveXAttrOp.class),
    OP_SET_STORAGE_POLICY(45, SetStoragePolicyOp.class),
    OP_TRUNCATE(46, TruncateOp.class),
    OP_APPEND(47, AppendOp.class),
    OP_SET_QUOTA_BY_STORAGETYPE(48, SetQuotaByStorageTypeOp.class),
    OP_ADD_ERASURE_CODING_POLICY(49, AddErasureCodingPolicyOp.class),
    OP_ENABLE_ERASURE_CODING_POLICY(50, EnableErasureCodingPolicyOp.class),
    OP_DISABLE_ERASURE_CODING_POLICY(51, DisableErasureCodingPolicyOp.class),
    OP_REMOVE_ERASURE_CODING_POLICY(52, RemoveErasureCodingPolicyOp.class),
    /** End mark and padding; never an op. */
    OP_INVALID(-1, null);

    private static final @Nullable OpCode[] BY_CODE = new OpCode[128];
    private static final Map<Class<? extends EditOp>, OpCode> BY_TYPE = new HashMap<>();

    static {
        for (OpCode opCode : values()) {
            if (opCode.code >= 0) {
                BY_CODE[opCode.code] = opCode;
            }
            if (opCode.type != null) {
                BY_TYPE.put(opCode.type, opCode);
            }
        }
    }

    private final byte code;
    private final @Nullable Class<? extends EditOp> type;

    OpCode(int code, @Nullable Class<? extends EditOp> type) {
        this.code = (byte) code;
        this.type = type;
    }

    /** The byte in the log. */
    public byte code() {
        return code;
    }

    /** The record that holds such an entry; empty for the obsolete codes 5 and 6 and the end mark. */
    public Optional<Class<? extends EditOp>> type() {
        return Optional.ofNullable(type);
    }

    /** The code of a byte of the log; empty for bytes that mean nothing. */
    public static Optional<OpCode> of(byte code) {
        if (code == OP_INVALID.code) {
            return Optional.of(OP_INVALID);
        }
        return code < 0 ? Optional.empty() : Optional.ofNullable(BY_CODE[code]);
    }

    /**
     * The code of a record.
     *
     * @throws IllegalStateException if {@code op}'s type has none, which a test excludes
     */
    public static OpCode of(EditOp op) {
        OpCode opCode = BY_TYPE.get(op.getClass());
        if (opCode == null) {
            throw new IllegalStateException("No opcode for " + op.getClass());
        }
        return opCode;
    }
}
