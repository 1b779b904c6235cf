package io.cairn.common.codec.edits;

import io.cairn.common.op.AddBlockOp;
import io.cairn.common.op.AddCacheDirectiveOp;
import io.cairn.common.op.AddCachePoolOp;
import io.cairn.common.op.AddErasureCodingPolicyOp;
import io.cairn.common.op.AddOp;
import io.cairn.common.op.AllocateBlockIdOp;
import io.cairn.common.op.AllowSnapshotOp;
import io.cairn.common.op.AppendOp;
import io.cairn.common.op.CancelDelegationTokenOp;
import io.cairn.common.op.ClearNsQuotaOp;
import io.cairn.common.op.CloseOp;
import io.cairn.common.op.ConcatDeleteOp;
import io.cairn.common.op.CreateSnapshotOp;
import io.cairn.common.op.DeleteOp;
import io.cairn.common.op.DeleteSnapshotOp;
import io.cairn.common.op.DisableErasureCodingPolicyOp;
import io.cairn.common.op.DisallowSnapshotOp;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.EnableErasureCodingPolicyOp;
import io.cairn.common.op.EndLogSegmentOp;
import io.cairn.common.op.GetDelegationTokenOp;
import io.cairn.common.op.MkdirOp;
import io.cairn.common.op.ModifyCacheDirectiveOp;
import io.cairn.common.op.ModifyCachePoolOp;
import io.cairn.common.op.OpCode;
import io.cairn.common.op.ReassignLeaseOp;
import io.cairn.common.op.RemoveCacheDirectiveOp;
import io.cairn.common.op.RemoveCachePoolOp;
import io.cairn.common.op.RemoveErasureCodingPolicyOp;
import io.cairn.common.op.RemoveXAttrOp;
import io.cairn.common.op.RenameOldOp;
import io.cairn.common.op.RenameOp;
import io.cairn.common.op.RenameSnapshotOp;
import io.cairn.common.op.RenewDelegationTokenOp;
import io.cairn.common.op.RollingUpgradeFinalizeOp;
import io.cairn.common.op.RollingUpgradeStartOp;
import io.cairn.common.op.SetAclOp;
import io.cairn.common.op.SetGenstampV1Op;
import io.cairn.common.op.SetGenstampV2Op;
import io.cairn.common.op.SetNsQuotaOp;
import io.cairn.common.op.SetOwnerOp;
import io.cairn.common.op.SetPermissionsOp;
import io.cairn.common.op.SetQuotaByStorageTypeOp;
import io.cairn.common.op.SetQuotaOp;
import io.cairn.common.op.SetReplicationOp;
import io.cairn.common.op.SetStoragePolicyOp;
import io.cairn.common.op.SetXAttrOp;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.op.SymlinkOp;
import io.cairn.common.op.TimesOp;
import io.cairn.common.op.TruncateOp;
import io.cairn.common.op.UpdateBlocksOp;
import io.cairn.common.op.UpdateMasterKeyOp;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The codec of each op, in the order of the opcodes. Which body each op has is said at its codec. Immutable, thread-safe.
 */
public final class OpCodecs {
    private static final Map<Class<? extends EditOp>, OpCodec<?>> BY_TYPE = table();
    private static final @Nullable OpCodec<?>[] BY_CODE = byCode();

    private OpCodecs() {}

    /** The codec for an opcode; null for one that is unknown or obsolete. */
    static @Nullable OpCodec<?> find(byte opcode) {
        return opcode < 0 ? null : BY_CODE[opcode];
    }

    /**
     * The codec for an op.
     *
     * @throws IllegalStateException if its type has none, which a test excludes
     */
    static OpCodec<?> of(EditOp op) {
        OpCodec<?> codec = BY_TYPE.get(op.getClass());
        if (codec == null) {
            throw new IllegalStateException("No codec for " + op.getClass());
        }
        return codec;
    }

    private static Map<Class<? extends EditOp>, OpCodec<?>> table() {
        Map<Class<? extends EditOp>, OpCodec<?>> table = new HashMap<>();
        put(table, AddOp.class, new AddCodec());
        put(table, RenameOldOp.class, new RenameOldCodec());
        put(table, DeleteOp.class, new DeleteCodec());
        put(table, MkdirOp.class, new MkdirCodec());
        put(table, SetReplicationOp.class, new SetReplicationCodec());
        put(table, SetPermissionsOp.class, new SetPermissionsCodec());
        put(table, SetOwnerOp.class, new SetOwnerCodec());
        put(table, CloseOp.class, new CloseCodec());
        put(table, SetGenstampV1Op.class, new SetGenstampV1Codec());
        put(table, SetNsQuotaOp.class, new SetNsQuotaCodec());
        put(table, ClearNsQuotaOp.class, new ClearNsQuotaCodec());
        put(table, TimesOp.class, new TimesCodec());
        put(table, SetQuotaOp.class, new SetQuotaCodec());
        put(table, RenameOp.class, new RenameCodec());
        put(table, ConcatDeleteOp.class, new ConcatDeleteCodec());
        put(table, SymlinkOp.class, new SymlinkCodec());
        put(table, GetDelegationTokenOp.class, new GetDelegationTokenCodec());
        put(table, RenewDelegationTokenOp.class, new RenewDelegationTokenCodec());
        put(table, CancelDelegationTokenOp.class, new CancelDelegationTokenCodec());
        put(table, UpdateMasterKeyOp.class, new UpdateMasterKeyCodec());
        put(table, ReassignLeaseOp.class, new ReassignLeaseCodec());
        put(table, EndLogSegmentOp.class, new EndLogSegmentCodec());
        put(table, StartLogSegmentOp.class, new StartLogSegmentCodec());
        put(table, UpdateBlocksOp.class, new UpdateBlocksCodec());
        put(table, CreateSnapshotOp.class, new CreateSnapshotCodec());
        put(table, DeleteSnapshotOp.class, new DeleteSnapshotCodec());
        put(table, RenameSnapshotOp.class, new RenameSnapshotCodec());
        put(table, AllowSnapshotOp.class, new AllowSnapshotCodec());
        put(table, DisallowSnapshotOp.class, new DisallowSnapshotCodec());
        put(table, SetGenstampV2Op.class, new SetGenstampV2Codec());
        put(table, AllocateBlockIdOp.class, new AllocateBlockIdCodec());
        put(table, AddBlockOp.class, new AddBlockCodec());
        put(table, AddCacheDirectiveOp.class, new AddCacheDirectiveCodec());
        put(table, RemoveCacheDirectiveOp.class, new RemoveCacheDirectiveCodec());
        put(table, AddCachePoolOp.class, new AddCachePoolCodec());
        put(table, ModifyCachePoolOp.class, new ModifyCachePoolCodec());
        put(table, RemoveCachePoolOp.class, new RemoveCachePoolCodec());
        put(table, ModifyCacheDirectiveOp.class, new ModifyCacheDirectiveCodec());
        put(table, SetAclOp.class, new SetAclCodec());
        put(table, RollingUpgradeStartOp.class, new RollingUpgradeStartCodec());
        put(table, RollingUpgradeFinalizeOp.class, new RollingUpgradeFinalizeCodec());
        put(table, SetXAttrOp.class, new SetXAttrCodec());
        put(table, RemoveXAttrOp.class, new RemoveXAttrCodec());
        put(table, SetStoragePolicyOp.class, new SetStoragePolicyCodec());
        put(table, TruncateOp.class, new TruncateCodec());
        put(table, AppendOp.class, new AppendCodec());
        put(table, SetQuotaByStorageTypeOp.class, new SetQuotaByStorageTypeCodec());
        put(table, AddErasureCodingPolicyOp.class, new AddErasureCodingPolicyCodec());
        put(table, EnableErasureCodingPolicyOp.class, new EnableErasureCodingPolicyCodec());
        put(table, DisableErasureCodingPolicyOp.class, new DisableErasureCodingPolicyCodec());
        put(table, RemoveErasureCodingPolicyOp.class, new RemoveErasureCodingPolicyCodec());
        return Map.copyOf(table);
    }

    private static <T extends EditOp> void put(
            Map<Class<? extends EditOp>, OpCodec<?>> table, Class<T> type, OpCodec<T> codec) {
        table.put(type, codec);
    }

    private static @Nullable OpCodec<?>[] byCode() {
        @Nullable OpCodec<?>[] codecs = new OpCodec<?>[Byte.MAX_VALUE + 1];
        for (OpCode opCode : OpCode.values()) {
            opCode.type().ifPresent(type -> codecs[opCode.code()] = BY_TYPE.get(type));
        }
        return codecs;
    }
}
