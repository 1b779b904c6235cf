package io.cairn.common.namespace.apply;

import io.cairn.common.model.BlockRef;
import io.cairn.common.model.FileInode;
import io.cairn.common.namespace.tree.NamespaceTree;
import java.util.List;

/** How an op's block list becomes the file's (spec edits.md §4, UPDATE_BLOCKS). Stateless. */
final class BlockLists {
    private BlockLists() {}

    /**
     * The file's blocks after an op that carries all of them: what both lists have must agree, apart from lengths and,
     * if the lists are equally long, the last generation stamp; more blocks are appended; one fewer is an abandoned
     * last block of an open file.
     */
    static List<BlockRef> merge(FileInode file, String path, List<BlockRef> update, NamespaceTree tree) {
        List<BlockRef> present = file.blocks();
        int common = Math.min(present.size(), update.size());
        for (int i = 0; i < common; i++) {
            boolean newGenstampAllowed = present.size() == update.size() && i == common - 1;
            if (!agree(present.get(i), update.get(i), newGenstampAllowed)) {
                throw tree.invalid(
                        "block " + i + " of '" + path + "'",
                        present.get(i).toString(),
                        update.get(i).toString());
            }
        }
        if (update.size() < present.size()) {
            requireAbandoned(file, path, update, tree);
        }
        return update;
    }

    private static boolean agree(BlockRef present, BlockRef update, boolean newGenstampAllowed) {
        return present.id() == update.id() && (newGenstampAllowed || present.genstamp() == update.genstamp());
    }

    private static void requireAbandoned(FileInode file, String path, List<BlockRef> update, NamespaceTree tree) {
        int size = file.blocks().size();
        if (!file.isUnderConstruction() || update.size() != size - 1) {
            throw tree.invalid(
                    "blocks of '" + path + "'",
                    (file.isUnderConstruction() ? size - 1 : size) + " or more blocks for " + tree.describe(file.id()),
                    update.size() + " blocks");
        }
    }
}
