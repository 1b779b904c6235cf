package io.cairn.common.namespace.apply;

import io.cairn.common.model.FileInode;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.CloseOp;

/** Completes a file: takes times and blocks of the op, ends the lease. Stateless. */
final class CloseApplier implements OpApplier<CloseOp> {
    @Override
    public void apply(CloseOp op, NamespaceTree tree) {
        FileInode file = tree.openFileAt(op.path());
        tree.update(file.withBlocks(BlockLists.merge(file, op.path(), op.blocks(), tree))
                .withMtime(op.mtimeMillis())
                .withAtime(op.atimeMillis())
                .withUnderConstruction(null));
    }
}
