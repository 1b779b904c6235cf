package io.cairn.common.namespace.apply;

import io.cairn.common.model.FileInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.namespace.tree.Place;
import io.cairn.common.namespace.tree.XAttrRules;
import io.cairn.common.op.AddOp;
import java.util.List;

/**
 * Creates a file that is open for writing, in place of an old one if the op says overwrite. Without overwrite, a file
 * that is there is reopened (unless open) and takes the op's times and blocks: how HDFS logged appends of old. Stateless.
 */
final class AddApplier implements OpApplier<AddOp> {
    @Override
    public void apply(AddOp op, NamespaceTree tree) {
        Place place = tree.place(op.path())
                .orElseThrow(() -> tree.invalid("path '" + op.path() + "'", "an existing parent", "none"));
        if (place.isFree()) {
            create(op, place, tree);
        } else if (op.overwrite()) {
            tree.fileAt(op.path());
            tree.remove(place);
            create(op, tree.freePlace(op.path()), tree);
        } else {
            reopen(op, tree);
        }
    }

    /** Raises the parent's mtime as well, which stands for that of the removal too: both are the op's time. */
    private static void create(AddOp op, Place place, NamespaceTree tree) {
        Inode stored = tree.create(place, newFile(op, place));
        AttributeAppliers.setGivenAcl(op.path(), stored, op.acl(), tree);
    }

    private static FileInode newFile(AddOp op, Place place) {
        return new FileInode(
                op.inodeId(),
                place.name(),
                op.permission(),
                op.mtimeMillis(),
                op.atimeMillis(),
                op.ecPolicyId() == 0 ? op.replication() : 0,
                op.blockSize(),
                op.storagePolicyId(),
                op.ecPolicyId(),
                op.blocks(),
                List.of(),
                XAttrRules.set(List.of(), op.xattrs()),
                new UnderConstruction(op.clientName(), op.clientMachine()));
    }

    private static void reopen(AddOp op, NamespaceTree tree) {
        FileInode file = tree.fileAt(op.path());
        FileInode open = file.isUnderConstruction()
                ? file
                : file.withUnderConstruction(new UnderConstruction(op.clientName(), op.clientMachine()));
        tree.update(open.withBlocks(BlockLists.merge(open, op.path(), op.blocks(), tree))
                .withMtime(op.mtimeMillis())
                .withAtime(op.atimeMillis()));
    }
}
