package io.cairn.common.namespace.apply;

import io.cairn.common.model.FileInode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.ReassignLeaseOp;
import java.util.Objects;

/** Gives an open file another writer; the machine noted stays. Stateless. */
final class ReassignLeaseApplier implements OpApplier<ReassignLeaseOp> {
    @Override
    public void apply(ReassignLeaseOp op, NamespaceTree tree) {
        FileInode file = tree.openFileAt(op.path());
        UnderConstruction writer = Objects.requireNonNull(file.underConstruction());
        tree.update(file.withUnderConstruction(new UnderConstruction(op.newHolder(), writer.clientMachine())));
    }
}
