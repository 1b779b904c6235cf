package io.cairn.primary.command;

import io.cairn.common.model.FileInode;
import io.cairn.common.model.Inode;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.StoreView.ChildCursor;
import java.util.ArrayDeque;
import java.util.Deque;

/** Adds up what a subtree uses. Takes time in proportion to the subtree. Stateless. */
final class SubtreeUsage {
    private record Open(long directory, int policy) {}

    private SubtreeUsage() {}

    /**
     * The inode and everything below it.
     *
     * @param policyAbove storage policy that the inode inherits, 0 if none
     */
    static Usage of(StoreView view, Inode top, int policyAbove) {
        int topPolicy = policy(top, policyAbove);
        if (!top.isDirectory()) {
            return ofLeaf(view, top, topPolicy);
        }
        Usage sum = Usage.ONE_INODE;
        Deque<Open> open = new ArrayDeque<>();
        open.push(new Open(top.id(), topPolicy));
        while (!open.isEmpty()) {
            Open next = open.pop();
            try (ChildCursor children = view.children(next.directory(), null)) {
                while (children.next()) {
                    Inode child = ResolvedPath.inode(view, children.id());
                    int policy = policy(child, next.policy());
                    if (child.isDirectory()) {
                        sum = sum.plus(Usage.ONE_INODE);
                        open.push(new Open(child.id(), policy));
                    } else {
                        sum = sum.plus(ofLeaf(view, child, policy));
                    }
                }
            }
        }
        return sum;
    }

    /** True if there are more than {@code inodesMax} inodes below the directory; looks at no more than that. */
    static boolean holdsMoreThan(StoreView view, long directory, int inodesMax) {
        Deque<Long> open = new ArrayDeque<>();
        open.push(directory);
        long seen = 0;
        while (!open.isEmpty() && seen <= inodesMax) {
            try (ChildCursor children = view.children(open.pop(), null)) {
                while (seen <= inodesMax && children.next()) {
                    seen++;
                    if (view.hasChildren(children.id())) {
                        open.push(children.id());
                    }
                }
            }
        }
        return seen > inodesMax;
    }

    private static Usage ofLeaf(StoreView view, Inode inode, int policy) {
        return inode instanceof FileInode file ? Usage.ofFile(view, file, policy) : Usage.ONE_INODE;
    }

    private static int policy(Inode inode, int policyAbove) {
        int local = StoragePlacement.localPolicy(inode);
        return local != 0 ? local : policyAbove;
    }
}
