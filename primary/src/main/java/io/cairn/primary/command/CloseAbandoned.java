package io.cairn.primary.command;

import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.op.CloseOp;
import io.cairn.common.op.EditOp;
import io.cairn.common.store.StoreView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Closes empty files that a holder of ours left open because a crash came between the two ops that create a file. The
 * answer is their number. Immutable.
 *
 * @param holder lease holder that no longer exists when this is run
 */
public record CloseAbandoned(String holder) implements Command<Integer> {
    @Override
    public Outcome<Integer> decide(CommandContext context) {
        List<EditOp> ops = new ArrayList<>();
        for (long id : context.view().openFiles()) {
            if (ResolvedPath.inode(context.view(), id) instanceof FileInode file && isAbandoned(file)) {
                ops.add(new CloseOp(
                        0,
                        path(context.view(), file).toString(),
                        file.isStriped() ? 1 : file.replication(),
                        file.mtimeMillis(),
                        file.atimeMillis(),
                        file.preferredBlockSize(),
                        List.of(),
                        file.permission()));
            }
        }
        return new Outcome<>(ops, ops.size(), List.of());
    }

    private boolean isAbandoned(FileInode file) {
        return file.underConstruction() != null
                && file.underConstruction().clientName().equals(holder)
                && file.blocks().isEmpty();
    }

    private static FsPath path(StoreView view, Inode inode) {
        List<FsName> names = new ArrayList<>();
        long id = inode.id();
        while (id != InodeIds.ROOT) {
            names.add(ResolvedPath.inode(view, id).name());
            id = view.parent(id);
        }
        Collections.reverse(names);
        return new FsPath(names);
    }

    @Override
    public String inability() {
        return "Cannot close files left open";
    }
}
