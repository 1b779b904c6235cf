package io.cairn.common.namespace.apply;

import io.cairn.common.namespace.tree.InvalidEditException;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.EditOp;

/** Changes the namespace as one op says. Deterministic: reads no clock, draws no random, touches nothing else. Stateless. */
@FunctionalInterface
public interface OpApplier<T extends EditOp> {
    /**
     * Applies {@code op}.
     *
     * @throws InvalidEditException if the op does not fit the namespace, which may then be half changed
     */
    void apply(T op, NamespaceTree tree);
}
