package io.cairn.common.namespace.apply;

import io.cairn.common.namespace.tree.NamespaceTree;
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

/** The table of appliers, by class of op. Immutable; a test checks that no op is missing. */
public final class OpAppliers {
    private static final Map<Class<? extends EditOp>, OpApplier<?>> APPLIERS = new HashMap<>();

    static {
        putNamespaceOps();
        putBlockOps();
        putAttributeOps();
        putSideTableOps();
        putSnapshotOps();
        putLogOps();
    }

    private OpAppliers() {}

    private static void putNamespaceOps() {
        put(AddOp.class, new AddApplier());
        put(CloseOp.class, new CloseApplier());
        put(AppendOp.class, new AppendApplier());
        put(MkdirOp.class, new MkdirApplier());
        put(SymlinkOp.class, new SymlinkApplier());
        put(DeleteOp.class, new DeleteApplier());
        put(RenameOldOp.class, new RenameOldApplier());
        put(RenameOp.class, new RenameApplier());
        put(ConcatDeleteOp.class, new ConcatDeleteApplier());
    }

    private static void putBlockOps() {
        put(AddBlockOp.class, new AddBlockApplier());
        put(UpdateBlocksOp.class, new UpdateBlocksApplier());
        put(TruncateOp.class, new TruncateApplier());
        put(SetGenstampV1Op.class, BlockNumberAppliers::setGenstampV1);
        put(SetGenstampV2Op.class, BlockNumberAppliers::setGenstampV2);
        put(AllocateBlockIdOp.class, BlockNumberAppliers::allocateBlockId);
        put(ReassignLeaseOp.class, new ReassignLeaseApplier());
    }

    private static void putAttributeOps() {
        put(SetReplicationOp.class, AttributeAppliers::setReplication);
        put(SetPermissionsOp.class, AttributeAppliers::setPermissions);
        put(SetOwnerOp.class, AttributeAppliers::setOwner);
        put(TimesOp.class, AttributeAppliers::setTimes);
        put(SetAclOp.class, AttributeAppliers::setAcl);
        put(SetNsQuotaOp.class, QuotaAppliers::setNsQuota);
        put(ClearNsQuotaOp.class, QuotaAppliers::clearNsQuota);
        put(SetQuotaOp.class, QuotaAppliers::setQuota);
        put(SetQuotaByStorageTypeOp.class, QuotaAppliers::setQuotaByStorageType);
        put(SetXAttrOp.class, XAttrAppliers::setXAttr);
        put(RemoveXAttrOp.class, XAttrAppliers::removeXAttr);
        put(SetStoragePolicyOp.class, XAttrAppliers::setStoragePolicy);
    }

    private static void putSideTableOps() {
        put(GetDelegationTokenOp.class, TokenAppliers::get);
        put(RenewDelegationTokenOp.class, TokenAppliers::renew);
        put(CancelDelegationTokenOp.class, TokenAppliers::cancel);
        put(UpdateMasterKeyOp.class, TokenAppliers::updateMasterKey);
        put(AddCacheDirectiveOp.class, CacheDirectiveAppliers::add);
        put(ModifyCacheDirectiveOp.class, CacheDirectiveAppliers::modify);
        put(RemoveCacheDirectiveOp.class, CacheDirectiveAppliers::remove);
        put(AddCachePoolOp.class, CachePoolAppliers::add);
        put(ModifyCachePoolOp.class, CachePoolAppliers::modify);
        put(RemoveCachePoolOp.class, CachePoolAppliers::remove);
        put(AddErasureCodingPolicyOp.class, ErasureCodingAppliers::add);
        put(EnableErasureCodingPolicyOp.class, ErasureCodingAppliers::enable);
        put(DisableErasureCodingPolicyOp.class, ErasureCodingAppliers::disable);
        put(RemoveErasureCodingPolicyOp.class, ErasureCodingAppliers::remove);
    }

    private static void putSnapshotOps() {
        put(CreateSnapshotOp.class, new SnapshotApplier());
        put(DeleteSnapshotOp.class, new SnapshotApplier());
        put(RenameSnapshotOp.class, new SnapshotApplier());
        put(AllowSnapshotOp.class, new SnapshotApplier());
        put(DisallowSnapshotOp.class, new SnapshotApplier());
    }

    private static void putLogOps() {
        put(StartLogSegmentOp.class, LogAppliers::mark);
        put(EndLogSegmentOp.class, LogAppliers::mark);
        put(RollingUpgradeStartOp.class, LogAppliers::rollingUpgradeStart);
        put(RollingUpgradeFinalizeOp.class, LogAppliers::rollingUpgradeFinalize);
    }

    private static <T extends EditOp> void put(Class<T> type, OpApplier<? super T> applier) {
        APPLIERS.put(type, applier);
    }

    /** True if ops of this class can be applied or are refused on purpose. */
    static boolean covers(Class<?> type) {
        return APPLIERS.containsKey(type);
    }

    /** Applies any op; see {@link OpApplier#apply}. */
    public static void apply(EditOp op, NamespaceTree tree) {
        applyAs(op, tree);
    }

    /** The table pairs each class with an applier of its own type, see {@link #put}. */
    @SuppressWarnings("unchecked")
    private static <T extends EditOp> void applyAs(T op, NamespaceTree tree) {
        OpApplier<? super T> applier = (OpApplier<? super T>) APPLIERS.get(op.getClass());
        if (applier == null) {
            throw new IllegalStateException("No applier for " + op.getClass());
        }
        applier.apply(op, tree);
    }
}
