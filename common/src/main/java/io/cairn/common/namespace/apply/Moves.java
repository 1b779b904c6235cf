package io.cairn.common.namespace.apply;

import io.cairn.common.model.FsPath;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.namespace.tree.Place;

/** What both renames share. Stateless. */
final class Moves {
    private Moves() {}

    /** True if {@code path} lies strictly below {@code top}. */
    static boolean isBelow(String path, String top) {
        return FsPath.parse(top).isAncestorOf(FsPath.parse(path));
    }

    /** Moves to a free place and raises both parents' mtimes. */
    static void move(Place source, Place target, long timeMillis, NamespaceTree tree) {
        tree.move(source, target);
        tree.raiseMtime(source.parentId(), timeMillis);
        tree.raiseMtime(target.parentId(), timeMillis);
    }
}
