package io.cairn.common.namespace.apply;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.namespace.tree.XAttrRules;
import io.cairn.common.op.RemoveXAttrOp;
import io.cairn.common.op.SetStoragePolicyOp;
import io.cairn.common.op.SetXAttrOp;
import java.util.List;

/** Extended attributes, and the storage policy, which directories keep as one. Stateless. */
final class XAttrAppliers {
    private static final String STORAGE_POLICY = "hsm.block.storage.policy.id";
    private static final int UNSPECIFIED = 0;

    private XAttrAppliers() {}

    static void setXAttr(SetXAttrOp op, NamespaceTree tree) {
        Inode inode = carrier(op.path(), tree);
        tree.update(inode.withXAttrs(XAttrRules.set(inode.xattrs(), op.xattrs())));
    }

    static void removeXAttr(RemoveXAttrOp op, NamespaceTree tree) {
        Inode inode = carrier(op.path(), tree);
        tree.update(inode.withXAttrs(XAttrRules.remove(inode.xattrs(), op.xattrs())));
    }

    static void setStoragePolicy(SetStoragePolicyOp op, NamespaceTree tree) {
        Inode inode = carrier(op.path(), tree);
        if (inode instanceof FileInode file) {
            tree.update(file.withStoragePolicy(op.policyId()));
        } else if (inode instanceof DirectoryInode directory) {
            List<XAttr> policy =
                    List.of(new XAttr(XAttrNamespace.SYSTEM, STORAGE_POLICY, new byte[] {(byte) op.policyId()}));
            tree.update(directory.withXAttrs(
                    op.policyId() == UNSPECIFIED
                            ? XAttrRules.remove(directory.xattrs(), policy)
                            : XAttrRules.set(directory.xattrs(), policy)));
        }
    }

    private static Inode carrier(String path, NamespaceTree tree) {
        Inode inode = tree.inodeAt(path);
        if (inode instanceof SymlinkInode) {
            throw tree.invalid("path '" + path + "'", "a file or directory", tree.describe(inode.id()));
        }
        return inode;
    }
}
