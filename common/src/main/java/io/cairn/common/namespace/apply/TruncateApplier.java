package io.cairn.common.namespace.apply;

import io.cairn.common.model.BlockRef;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.TruncateOp;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops the blocks wholly beyond the new length. When the cut falls inside a block, the file is opened so that the block
 * can be recovered: the op's block is then either the file's last one, left as it is until the file is closed, or a
 * copy that takes its place at the new length. Stateless.
 */
final class TruncateApplier implements OpApplier<TruncateOp> {
    @Override
    public void apply(TruncateOp op, NamespaceTree tree) {
        FileInode file = tree.fileAt(op.path());
        List<BlockRef> blocks = new ArrayList<>();
        long length = 0;
        for (BlockRef block : file.blocks()) {
            if (length >= op.newLength()) {
                break;
            }
            blocks.add(block);
            length += block.length();
        }
        FileInode cut = file.withBlocks(blocks).withMtime(op.timeMillis());
        tree.update(length == op.newLength() ? cut : recovering(cut, length - op.newLength(), op, tree));
    }

    private static FileInode recovering(FileInode cut, long surplus, TruncateOp op, NamespaceTree tree) {
        BlockRef copy = op.block();
        if (surplus < 0 || copy == null) {
            throw tree.invalid(
                    "truncate of '" + op.path() + "'",
                    surplus < 0 ? "at least " + op.newLength() + " bytes" : "a block to recover",
                    surplus < 0 ? op.newLength() + surplus + " bytes" : "none");
        }
        FileInode open = cut.withUnderConstruction(new UnderConstruction(op.clientName(), op.clientMachine()));
        int last = cut.blocks().size() - 1;
        BlockRef old = cut.blocks().get(last);
        if (old.id() == copy.id()) {
            return open;
        }
        List<BlockRef> blocks = new ArrayList<>(cut.blocks());
        blocks.set(last, copy.withLength(old.length() - surplus));
        return open.withBlocks(blocks);
    }
}
