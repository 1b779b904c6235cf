package io.cairn.common.namespace.apply;

import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.namespace.tree.Place;
import io.cairn.common.op.DeleteOp;
import java.util.Optional;

/** Removes a path and everything below; an absent path and the root are left alone. Stateless. */
final class DeleteApplier implements OpApplier<DeleteOp> {
    @Override
    public void apply(DeleteOp op, NamespaceTree tree) {
        Optional<Place> place = tree.place(op.path());
        if (place.isEmpty() || place.get().isFree() || place.get().isRoot()) {
            return;
        }
        tree.remove(place.get());
        tree.raiseMtime(place.get().parentId(), op.timeMillis());
    }
}
