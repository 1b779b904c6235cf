package io.cairn.primary.command;

import io.cairn.common.model.FsException;
import io.cairn.common.store.StoreView;

/**
 * A question about the namespace. Implementations are immutable.
 *
 * @param <T> the answer, which holds no reference to the view
 */
public interface Query<T> {
    /**
     * Answers from a view that does not change meanwhile.
     *
     * @throws FsException if the path is absent or the caller may not look at it
     */
    T answer(StoreView view, NamespaceRules rules) throws FsException;

    /** True if it may take long: it is then answered from a snapshot and holds no lock. Must itself be quick. */
    default boolean isLong(StoreView view) {
        return false;
    }
}
