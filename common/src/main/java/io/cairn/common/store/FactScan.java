package io.cairn.common.store;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.digest.NamespaceFacts;
import io.cairn.common.model.Inode;

/** Sums up the facts of a view by walking over all of it: what the sums kept by the backends are measured by. Stateless. */
public final class FactScan {
    private FactScan() {}

    /** The digest as it should be. Takes time in proportion to the namespace. */
    public static NamespaceDigest digest(StoreView view) {
        return new NamespaceFacts(sum(view)).digest(view.counters());
    }

    /** The sum of all facts but the counters. */
    public static NamespaceDigest sum(StoreView view) {
        NamespaceFacts facts = new NamespaceFacts();
        try (StoreView.InodeCursor cursor = view.inodes()) {
            while (cursor.next()) {
                Inode inode = cursor.inode();
                facts.add(inode);
                if (inode.isDirectory()) {
                    links(view, inode.id(), facts);
                }
            }
        }
        for (SideTable<?> table : SideTable.ALL) {
            view.entries(table).forEach(entry -> facts.changeEntry(null, entry));
        }
        return facts.sum();
    }

    private static void links(StoreView view, long directoryId, NamespaceFacts facts) {
        try (StoreView.ChildCursor children = view.children(directoryId, null)) {
            while (children.next()) {
                facts.link(directoryId, children.id());
            }
        }
    }
}
