package io.cairn.common.namespace.apply;

import io.cairn.common.model.FileInode;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.UpdateBlocksOp;

/** Takes over the op's block list. Stateless. */
final class UpdateBlocksApplier implements OpApplier<UpdateBlocksOp> {
    @Override
    public void apply(UpdateBlocksOp op, NamespaceTree tree) {
        FileInode file = tree.fileAt(op.path());
        tree.update(file.withBlocks(BlockLists.merge(file, op.path(), op.blocks(), tree)));
    }
}
