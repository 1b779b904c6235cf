package io.cairn.primary.command;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.Quota;
import io.cairn.common.model.StorageType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Quotas and the limit on a directory's children. Confined to the writer thread, as the ledger it asks. */
final class QuotaCheck {
    private final CommandContext context;

    QuotaCheck(CommandContext context) {
        this.context = context;
    }

    /** Refuses if {@code added} would break a quota of a directory from {@code fromDepth} (0 the root) down to the path's parent. */
    void verify(ResolvedPath path, int fromDepth, Usage added) throws FsException {
        for (int depth = lastAncestor(path); depth >= fromDepth; depth--) {
            if (path.at(depth) instanceof DirectoryInode directory && limits(directory.quota())) {
                verify(directory, path.text(depth), usage(path, depth, directory), added);
            }
        }
    }

    /** What is to be told to the ledger when everything above the path's end changes by {@code delta}. */
    List<LedgerChange> changes(ResolvedPath path, int fromDepth, Usage delta) {
        List<LedgerChange> changes = new ArrayList<>();
        if (!delta.isNothing()) {
            for (int depth = lastAncestor(path); depth >= fromDepth; depth--) {
                if (path.at(depth) instanceof DirectoryInode directory && limits(directory.quota())) {
                    changes.add(new LedgerChange(directory.id(), delta));
                }
            }
        }
        return changes;
    }

    /** True if a directory above the path's end, from {@code fromDepth} down, has a quota. */
    boolean concerns(ResolvedPath path, int fromDepth) {
        for (int depth = lastAncestor(path); depth >= fromDepth; depth--) {
            if (path.at(depth) instanceof DirectoryInode directory && limits(directory.quota())) {
                return true;
            }
        }
        return false;
    }

    /** Refuses if the directory cannot take one child more. */
    void room(DirectoryInode directory, String path) throws FsException {
        long items = context.view().childCount(directory.id());
        if (items >= context.rules().directoryItemsMax()) {
            throw new FsException(
                    Kind.DIRECTORY_FULL,
                    "The directory item limit of " + path + " is exceeded: limit="
                            + context.rules().directoryItemsMax() + " items=" + items);
        }
    }

    private static int lastAncestor(ResolvedPath path) {
        return Math.min(path.foundCount(), path.path().depth()) - 1;
    }

    /** The root's standard limit is none. */
    private static boolean limits(Quota quota) {
        return (quota.namespace() >= 0 && quota.namespace() != Quota.ROOT_DEFAULT_NAMESPACE)
                || quota.diskspace() >= 0
                || !quota.byType().isEmpty();
    }

    private Usage usage(ResolvedPath path, int depth, DirectoryInode directory) {
        int policyAbove = 0;
        for (int above = depth - 1; policyAbove == 0 && above >= 0; above--) {
            policyAbove = StoragePlacement.localPolicy(path.at(above));
        }
        return context.ledger().usage(context.view(), directory, policyAbove);
    }

    private static void verify(DirectoryInode directory, String path, Usage used, Usage added) throws FsException {
        Quota quota = directory.quota();
        if (violated(quota.namespace(), used.inodes(), added.inodes())) {
            throw new FsException(
                    Kind.NAMESPACE_QUOTA,
                    "The NameSpace quota (directories and files) of directory " + path + " is exceeded: quota="
                            + quota.namespace() + " file count=" + (used.inodes() + added.inodes()));
        }
        if (violated(quota.diskspace(), used.bytes(), added.bytes())) {
            throw new FsException(
                    Kind.DISKSPACE_QUOTA,
                    "The DiskSpace quota of " + path + " is exceeded: quota = " + bytes(quota.diskspace())
                            + " but diskspace consumed = " + bytes(used.bytes() + added.bytes()));
        }
        for (Map.Entry<StorageType, Long> limit : quota.byType().entrySet()) {
            StorageType type = limit.getKey();
            if (violated(limit.getValue(), used.bytesOf(type), added.bytesOf(type))) {
                throw new FsException(
                        Kind.TYPE_QUOTA,
                        "Quota by storage type : " + type + " on path : " + path + " is exceeded. quota = "
                                + binary(limit.getValue()) + " but space consumed = "
                                + binary(used.bytesOf(type) + added.bytesOf(type)));
            }
        }
    }

    private static boolean violated(long limit, long used, long added) {
        return limit >= 0 && added > 0 && used > limit - added;
    }

    private static String bytes(long count) {
        return count + " B = " + binary(count);
    }

    /** With a binary unit and two digits after the point, as {@code 1.50 KB}; below 1024 plain. */
    private static String binary(long count) {
        String[] units = {"KB", "MB", "GB", "TB", "PB", "EB"};
        if (Math.abs(count) < 1024) {
            return count + " B";
        }
        double value = count;
        int unit = -1;
        while (Math.abs(value) >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f %s", value, units[unit]);
    }
}
