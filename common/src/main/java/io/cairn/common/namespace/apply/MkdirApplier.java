package io.cairn.common.namespace.apply;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.Quota;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.namespace.tree.Place;
import io.cairn.common.op.MkdirOp;
import java.util.List;

/** Creates a directory; parents have edits of their own. Extended attributes in the op are ignored, as HDFS does. Stateless. */
final class MkdirApplier implements OpApplier<MkdirOp> {
    @Override
    public void apply(MkdirOp op, NamespaceTree tree) {
        Place place = tree.freePlace(op.path());
        Inode directory = new DirectoryInode(
                op.inodeId(), place.name(), op.permission(), op.mtimeMillis(), Quota.NONE, List.of(), List.of());
        Inode stored = tree.create(place, directory);
        AttributeAppliers.setGivenAcl(op.path(), stored, op.acl(), tree);
    }
}
