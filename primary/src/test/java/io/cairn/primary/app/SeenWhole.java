package io.cairn.primary.app;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.FactScan;
import io.cairn.common.store.StoreView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A namespace asked in each way that there is: by walking over the inodes, by walking over directories, by name, by id.
 * A store keeps rows of its own for each of them, so that damage to one may not show in the others. Immutable.
 *
 * @param appliedTxid last transaction in it
 * @param digest of everything as it can be read, not as the store says
 * @param contradictions where two ways give different answers; empty in a sound store
 */
record SeenWhole(long appliedTxid, NamespaceDigest digest, List<String> contradictions) {
    static SeenWhole of(StoreView view) {
        NamespaceDigest digest = FactScan.digest(view);
        List<String> contradictions = new ArrayList<>();
        compare(contradictions, "the digest", digest, view.digest());
        List<Long> open = new ArrayList<>();
        long inodes = 0;
        try (StoreView.InodeCursor cursor = view.inodes()) {
            while (cursor.next()) {
                Inode inode = cursor.inode();
                inodes++;
                compare(contradictions, "inode " + inode.id(), Optional.of(inode), view.inode(inode.id()));
                compareParent(contradictions, view, inode);
                if (inode.isDirectory()) {
                    compareChildren(contradictions, view, inode.id());
                } else if (inode instanceof FileInode file && file.isUnderConstruction()) {
                    open.add(inode.id());
                }
            }
        }
        compare(contradictions, "the number of inodes", inodes, view.inodeCount());
        compare(contradictions, "the open files", open.stream().sorted().toList(), view.openFiles());
        return new SeenWhole(view.appliedTxid(), digest, contradictions);
    }

    private static void compareParent(List<String> contradictions, StoreView view, Inode inode) {
        if (inode.id() != InodeIds.ROOT) {
            String what = "the child " + inode.name() + " of the parent of " + inode.id();
            compare(contradictions, what, inode.id(), view.child(view.parent(inode.id()), inode.name()));
        }
    }

    private static void compareChildren(List<String> contradictions, StoreView view, long directoryId) {
        long count = 0;
        try (StoreView.ChildCursor children = view.children(directoryId, null)) {
            while (children.next()) {
                count++;
                String what = "child " + children.name() + " of " + directoryId;
                compare(contradictions, what, children.id(), view.child(directoryId, children.name()));
                compare(contradictions, what + ", its parent", directoryId, view.parent(children.id()));
                compare(
                        contradictions,
                        what + ", its name",
                        Optional.of(children.name()),
                        view.inode(children.id()).map(Inode::name));
            }
        }
        compare(contradictions, "the children of " + directoryId, count, view.childCount(directoryId));
    }

    private static void compare(List<String> contradictions, String what, Object one, Object other) {
        if (!one.equals(other)) {
            contradictions.add(what + ": " + one + ", but " + other);
        }
    }
}
