package io.cairn.common.namespace.apply;

import io.cairn.common.model.SymlinkInode;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.namespace.tree.Place;
import io.cairn.common.op.SymlinkOp;

/** Creates a symbolic link; its target is never followed here. Stateless. */
final class SymlinkApplier implements OpApplier<SymlinkOp> {
    @Override
    public void apply(SymlinkOp op, NamespaceTree tree) {
        Place place = tree.freePlace(op.path());
        tree.create(
                place,
                new SymlinkInode(
                        op.inodeId(), place.name(), op.permission(), op.mtimeMillis(), op.atimeMillis(), op.target()));
    }
}
