package io.cairn.common.namespace.apply;

import io.cairn.common.model.Inode;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.namespace.tree.Place;
import io.cairn.common.op.RenameOp;
import io.cairn.common.op.RenameOption;

/** Moves a path, over what is there if the op says so; whatever stands against it is an error. Stateless. */
final class RenameApplier implements OpApplier<RenameOp> {
    @Override
    public void apply(RenameOp op, NamespaceTree tree) {
        Inode inode = tree.inodeAt(op.src());
        Place source = existingParent(op.src(), tree);
        Place target = existingParent(op.dst(), tree);
        if (source.isRoot() || target.isRoot() || inode.id() == target.inodeId() || Moves.isBelow(op.dst(), op.src())) {
            throw tree.invalid(
                    "rename of '" + op.src() + "'", "a target that is neither root, itself nor below", op.dst());
        }
        if (!target.isFree()) {
            requireReplaceable(op, inode, tree.inode(target.inodeId()), tree);
            tree.remove(target);
        }
        Moves.move(source, target, op.timeMillis(), tree);
    }

    private static Place existingParent(String path, NamespaceTree tree) {
        return tree.place(path).orElseThrow(() -> tree.invalid("path '" + path + "'", "an existing parent", "none"));
    }

    private static void requireReplaceable(RenameOp op, Inode source, Inode target, NamespaceTree tree) {
        String subject = "rename target '" + op.dst() + "'";
        if (!op.options().contains(RenameOption.OVERWRITE)) {
            throw tree.invalid(subject, "nothing there yet", tree.describe(target.id()));
        }
        if (source.isDirectory() != target.isDirectory()) {
            throw tree.invalid(subject, "the kind of the source", tree.describe(target.id()));
        }
        if (target.isDirectory() && tree.hasChildren(target.id())) {
            throw tree.invalid(subject, "an empty directory", tree.describe(target.id()) + " with children");
        }
    }
}
