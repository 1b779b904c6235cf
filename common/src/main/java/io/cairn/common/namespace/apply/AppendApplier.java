package io.cairn.common.namespace.apply;

import io.cairn.common.model.FileInode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.AppendOp;

/** Opens a closed file for writing at its end; an open one stays as it is. Stateless. */
final class AppendApplier implements OpApplier<AppendOp> {
    @Override
    public void apply(AppendOp op, NamespaceTree tree) {
        FileInode file = tree.fileAt(op.path());
        if (!file.isUnderConstruction()) {
            tree.update(file.withUnderConstruction(new UnderConstruction(op.clientName(), op.clientMachine())));
        }
    }
}
