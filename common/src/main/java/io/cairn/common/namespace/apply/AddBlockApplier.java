package io.cairn.common.namespace.apply;

import io.cairn.common.model.BlockRef;
import io.cairn.common.model.FileInode;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.AddBlockOp;
import java.util.ArrayList;
import java.util.List;

/** Sets the length of an open file's last block and appends one more. Stateless. */
final class AddBlockApplier implements OpApplier<AddBlockOp> {
    @Override
    public void apply(AddBlockOp op, NamespaceTree tree) {
        FileInode file = tree.openFileAt(op.path());
        List<BlockRef> blocks = new ArrayList<>(file.blocks().size() + 1);
        blocks.addAll(file.blocks());
        BlockRef penultimate = op.penultimate();
        if (penultimate == null) {
            requireNoBlocks(file, op, tree);
        } else {
            requireLast(file, penultimate, op, tree);
            blocks.set(blocks.size() - 1, penultimate);
        }
        blocks.add(op.last());
        tree.update(file.withBlocks(blocks));
    }

    private static void requireNoBlocks(FileInode file, AddBlockOp op, NamespaceTree tree) {
        if (!file.blocks().isEmpty()) {
            throw tree.invalid(
                    "blocks of '" + op.path() + "'", "none", "" + file.blocks().size());
        }
    }

    private static void requireLast(FileInode file, BlockRef penultimate, AddBlockOp op, NamespaceTree tree) {
        int size = file.blocks().size();
        BlockRef last = size == 0 ? null : file.blocks().get(size - 1);
        if (last == null || last.id() != penultimate.id() || last.genstamp() != penultimate.genstamp()) {
            throw tree.invalid("last block of '" + op.path() + "'", penultimate.toString(), String.valueOf(last));
        }
    }
}
