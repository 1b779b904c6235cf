package io.cairn.primary.command;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsName;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Permission;
import io.cairn.common.model.Quota;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.MkdirOp;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans new inodes along a path: the directories that are missing, one below the other, and what goes into the last.
 * Single use, confined to the writer thread.
 */
final class TreePlan {
    private final CommandContext context;
    private final Caller caller;
    private final ResolvedPath path;
    private final QuotaCheck quotas;
    private final List<EditOp> ops = new ArrayList<>();

    private DirectoryInode parent;
    private int depth;
    private long nextId;

    /** Starts at the deepest directory that exists above the path's end. */
    TreePlan(CommandContext context, Caller caller, ResolvedPath path) throws FsException {
        this.context = context;
        this.caller = caller;
        this.path = path;
        this.quotas = new QuotaCheck(context);
        this.depth = path.ancestorDepth();
        this.nextId = context.lastInodeId() + 1;
        if (path.at(depth) instanceof DirectoryInode directory) {
            this.parent = directory;
        } else {
            throw new FsException(Kind.FILE_ALREADY_EXISTS, "Parent path is not a directory: " + path.text(depth));
        }
        quotas.verify(path, 0, inodes(path.path().depth() - depth));
    }

    /** Plans the directories above the path's end, so that it can go into the last. */
    void ancestors(CreateMode mode) throws FsException {
        while (depth < path.path().depth() - 1) {
            directory(mode);
        }
    }

    /** Permission for directories that are made only because a file below them is: that of the existing one. */
    CreateMode inheritedMode(CreateMode wanted) {
        return new CreateMode(path.at(path.ancestorDepth()).permission().mode(), wanted.unmasked()).forAncestor();
    }

    /** Plans the next directory of the path. */
    void directory(CreateMode mode) throws FsException {
        FsName name = checkedName();
        NewInode attributes = NewInode.below(parent, true, mode);
        DirectoryInode made = new DirectoryInode(
                nextId,
                name,
                new Permission(caller.user(), parent.permission().group(), attributes.mode()),
                context.nowMillis(),
                Quota.NONE,
                attributes.storedAcl(),
                List.of());
        String text = path.text(depth + 1);
        ops.add(new MkdirOp(
                made.id(), text, made.mtimeMillis(), made.permission(), attributes.logicalAcl(), List.of()));
        parent = made;
        depth++;
        nextId++;
    }

    /** The id for the inode that the caller adds itself, at the path's end. */
    long leafId() {
        return nextId;
    }

    /** The directory that the path's end goes into. */
    DirectoryInode leafParent() {
        return parent;
    }

    /** Checks that the path's end may be added. */
    void leaf() throws FsException {
        checkedName();
    }

    void add(EditOp op) {
        ops.add(op);
    }

    <T> Outcome<T> outcome(T answer) {
        return new Outcome<>(
                ops, answer, quotas.changes(path, 0, inodes(path.path().depth() - path.ancestorDepth())));
    }

    private FsName checkedName() throws FsException {
        FsName name = path.path().components().get(depth);
        FsPath parentPath = new FsPath(path.path().components().subList(0, depth));
        PathRules.newName(name, parentPath, context.rules());
        if (parent.id() <= context.lastInodeId()) {
            quotas.room(parent, parentPath.toString());
        }
        return name;
    }

    private static Usage inodes(int count) {
        Usage sum = Usage.NOTHING;
        for (int i = 0; i < count; i++) {
            sum = sum.plus(Usage.ONE_INODE);
        }
        return sum;
    }
}
