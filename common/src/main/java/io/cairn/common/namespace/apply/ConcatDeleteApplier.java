package io.cairn.common.namespace.apply;

import io.cairn.common.model.BlockRef;
import io.cairn.common.model.FileInode;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.namespace.tree.Place;
import io.cairn.common.op.ConcatDeleteOp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Moves the sources' blocks to the target's end, in order, and removes the sources. Stateless. */
final class ConcatDeleteApplier implements OpApplier<ConcatDeleteOp> {
    @Override
    public void apply(ConcatDeleteOp op, NamespaceTree tree) {
        FileInode target = tree.fileAt(op.target());
        List<BlockRef> blocks = new ArrayList<>(target.blocks());
        Set<Long> seen = new HashSet<>(Set.of(target.id()));
        for (String path : op.sources()) {
            FileInode source = tree.fileAt(path);
            if (!seen.add(source.id())) {
                throw tree.invalid("concat source '" + path + "'", "each file once", "inode " + source.id() + " again");
            }
            blocks.addAll(source.blocks());
        }
        op.sources().forEach(path -> tree.remove(place(path, tree)));
        tree.update(target.withBlocks(blocks).withMtime(op.timeMillis()));
        tree.raiseMtime(place(op.target(), tree).parentId(), op.timeMillis());
    }

    private static Place place(String path, NamespaceTree tree) {
        return tree.place(path).orElseThrow(() -> tree.invalid("path '" + path + "'", "an existing file", "none"));
    }
}
