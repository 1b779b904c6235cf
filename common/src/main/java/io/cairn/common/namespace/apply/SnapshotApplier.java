package io.cairn.common.namespace.apply;

import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.namespace.tree.SnapshotsUnsupportedException;
import io.cairn.common.op.AllowSnapshotOp;
import io.cairn.common.op.CreateSnapshotOp;
import io.cairn.common.op.DeleteSnapshotOp;
import io.cairn.common.op.DisallowSnapshotOp;
import io.cairn.common.op.OpCode;
import io.cairn.common.op.RenameSnapshotOp;
import io.cairn.common.op.SnapshotOp;

/**
 * The place of the snapshot ops. They need the history of every later change (spec edits.md §4.3), which the stores do
 * not keep yet, so each is refused as a whole. Stateless.
 */
final class SnapshotApplier implements OpApplier<SnapshotOp> {
    /** Says which op, where and at which transaction. */
    @Override
    public void apply(SnapshotOp op, NamespaceTree tree) {
        throw new SnapshotsUnsupportedException(tree.txid(), OpCode.of(op) + " of '" + root(op) + "'");
    }

    private static String root(SnapshotOp op) {
        if (op instanceof CreateSnapshotOp create) {
            return create.root();
        }
        if (op instanceof DeleteSnapshotOp delete) {
            return delete.root();
        }
        if (op instanceof RenameSnapshotOp rename) {
            return rename.root();
        }
        return op instanceof AllowSnapshotOp allow ? allow.root() : ((DisallowSnapshotOp) op).root();
    }
}
