package io.cairn.common.namespace.apply;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.Quota;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.ClearNsQuotaOp;
import io.cairn.common.op.SetNsQuotaOp;
import io.cairn.common.op.SetQuotaByStorageTypeOp;
import io.cairn.common.op.SetQuotaOp;

/** Limits of directories; what is used is not kept, so nothing is checked against them. Stateless. */
final class QuotaAppliers {
    /** In a field of an op: leave the limit as it is. */
    private static final long LEAVE = Long.MAX_VALUE;

    private QuotaAppliers() {}

    static void setQuota(SetQuotaOp op, NamespaceTree tree) {
        set(op.path(), op.namespaceQuota(), op.diskspaceQuota(), tree);
    }

    static void setNsQuota(SetNsQuotaOp op, NamespaceTree tree) {
        set(op.path(), op.namespaceQuota(), LEAVE, tree);
    }

    static void clearNsQuota(ClearNsQuotaOp op, NamespaceTree tree) {
        set(op.path(), Quota.UNLIMITED, LEAVE, tree);
    }

    static void setQuotaByStorageType(SetQuotaByStorageTypeOp op, NamespaceTree tree) {
        DirectoryInode directory = tree.directoryAt(op.path());
        requireLimit(op.path(), op.quota(), tree);
        tree.update(directory.withQuota(directory.quota().withType(op.storageType(), op.quota())));
    }

    private static void set(String path, long namespace, long diskspace, NamespaceTree tree) {
        requireLimit(path, namespace, tree);
        requireLimit(path, diskspace, tree);
        DirectoryInode directory = tree.directoryAt(path);
        Quota quota = directory.quota();
        boolean rootKeeps = directory.id() == InodeIds.ROOT && namespace == Quota.UNLIMITED;
        if (namespace != LEAVE && !rootKeeps) {
            quota = quota.withNamespace(namespace);
        }
        if (diskspace != LEAVE) {
            quota = quota.withDiskspace(diskspace);
        }
        tree.update(directory.withQuota(quota));
    }

    private static void requireLimit(String path, long limit, NamespaceTree tree) {
        if (limit < Quota.UNLIMITED) {
            throw tree.invalid("quota of '" + path + "'", "-1 or more", "" + limit);
        }
    }
}
