package io.cairn.common.namespace.apply;

import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.namespace.tree.Place;
import io.cairn.common.op.RenameOldOp;
import java.util.Optional;

/**
 * Moves a path to another that is free; whatever stands against it makes the op do nothing, silently, and such ops do
 * occur in real logs. Stateless.
 */
final class RenameOldApplier implements OpApplier<RenameOldOp> {
    @Override
    public void apply(RenameOldOp op, NamespaceTree tree) {
        Optional<Place> source = tree.place(op.src());
        Optional<Place> target = tree.place(op.dst());
        if (source.isEmpty() || source.get().isFree() || source.get().isRoot()) {
            return;
        }
        if (target.isEmpty() || !target.get().isFree() || Moves.isBelow(op.dst(), op.src())) {
            return;
        }
        Moves.move(source.get(), target.get(), op.timeMillis(), tree);
    }
}
