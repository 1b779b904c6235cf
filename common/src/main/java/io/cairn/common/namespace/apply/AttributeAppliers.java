package io.cairn.common.namespace.apply;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.Permission;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.namespace.tree.AclRules;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.SetAclOp;
import io.cairn.common.op.SetOwnerOp;
import io.cairn.common.op.SetPermissionsOp;
import io.cairn.common.op.SetReplicationOp;
import io.cairn.common.op.TimesOp;
import java.util.List;

/** Replication, mode, owner, times and ACL of one inode. Stateless. */
final class AttributeAppliers {
    private AttributeAppliers() {}

    /** A striped file has no replication and is left alone. */
    static void setReplication(SetReplicationOp op, NamespaceTree tree) {
        FileInode file = tree.fileAt(op.path());
        if (!file.isStriped()) {
            tree.update(file.withReplication(op.replication()));
        }
    }

    static void setPermissions(SetPermissionsOp op, NamespaceTree tree) {
        Inode inode = tree.inodeAt(op.path());
        tree.update(inode.withPermission(inode.permission().withMode(op.mode())));
    }

    static void setOwner(SetOwnerOp op, NamespaceTree tree) {
        Inode inode = tree.inodeAt(op.path());
        Permission old = inode.permission();
        tree.update(inode.withPermission(old.withOwner(
                op.user().isEmpty() ? old.user() : op.user(), op.group().isEmpty() ? old.group() : op.group())));
    }

    /** A directory has no access time. */
    static void setTimes(TimesOp op, NamespaceTree tree) {
        Inode inode = tree.inodeAt(op.path());
        Inode changed = op.mtimeMillis() < 0 ? inode : inode.withMtime(op.mtimeMillis());
        tree.update(op.atimeMillis() < 0 ? changed : withAtime(changed, op.atimeMillis()));
    }

    private static Inode withAtime(Inode inode, long millis) {
        if (inode instanceof FileInode file) {
            return file.withAtime(millis);
        }
        return inode instanceof SymlinkInode symlink ? symlink.withAtime(millis) : inode;
    }

    static void setAcl(SetAclOp op, NamespaceTree tree) {
        setAcl(op.path(), tree.inodeAt(op.path()), op.entries(), tree);
    }

    /** The ACL a creating op carries, in place of what was inherited; none carried, that stays. */
    static void setGivenAcl(String path, Inode created, List<AclEntry> entries, NamespaceTree tree) {
        if (!entries.isEmpty()) {
            setAcl(path, created, entries, tree);
        }
    }

    private static void setAcl(String path, Inode inode, List<AclEntry> entries, NamespaceTree tree) {
        Inode changed = inode instanceof SymlinkInode ? null : AclRules.withLogical(inode, entries);
        if (changed == null) {
            throw tree.invalid(
                    "ACL of '" + path + "'", "a complete ACL for " + tree.describe(inode.id()), "" + entries);
        }
        tree.update(changed);
    }
}
