package io.cairn.primary.command;

import io.cairn.common.model.CallId;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.op.RenameOp;
import io.cairn.common.op.RenameOption;
import java.util.List;

/** Moves to exactly the target; whatever stands in the way is an error that says so. Immutable. */
public record RenameWithOptions(Caller caller, FsPath source, FsPath target, List<RenameOption> options)
        implements Command<Done> {
    public RenameWithOptions {
        options = List.copyOf(options);
    }

    @Override
    public Outcome<Done> decide(CommandContext context) throws FsException {
        PathRules.length("rename", target, context.rules());
        PathRules.creatable(target);
        PathRules.changeable(source);
        PathRules.outsideSnapshots(target);
        ResolvedPath from = ResolvedPath.of(context.view(), source);
        ResolvedPath to = ResolvedPath.of(context.view(), target);
        checkAccess(context, from, to);
        checkSource(from);
        checkTarget(context, from, to);
        List<LedgerChange> changes = new Move(context, from, to).checkedChanges();
        RenameOp op = new RenameOp(source.toString(), target.toString(), context.nowMillis(), options, CallId.NONE);
        return new Outcome<>(List.of(op), Done.DONE, changes);
    }

    private void checkAccess(CommandContext context, ResolvedPath from, ResolvedPath to) throws FsException {
        AccessCheck access = new AccessCheck(caller, context.rules());
        access.traverse(from, false);
        access.traverse(to, true);
        access.removal(from);
        if (options.contains(RenameOption.TO_TRASH)) {
            access.subtree(context.view(), from, AccessCheck.ALL);
        }
        access.ancestor(to, AccessCheck.WRITE);
    }

    private void checkSource(ResolvedPath from) throws FsException {
        if (!from.exists()) {
            throw new FsException(Kind.FILE_NOT_FOUND, "rename source " + source + " is not found.");
        }
        if (source.isRoot()) {
            throw Refusals.io("rename source cannot be the root");
        }
    }

    private void checkTarget(CommandContext context, ResolvedPath from, ResolvedPath to) throws FsException {
        if (source.equals(target)) {
            throw new FsException(
                    Kind.FILE_ALREADY_EXISTS, "The source " + source + " and destination " + target + " are the same");
        }
        if (source.isAncestorOf(target)) {
            throw Refusals.io("Rename destination " + target + " is a directory or file under source " + source);
        }
        if (PathRules.isReserved(target)) {
            throw Refusals.invalidPath(target.toString());
        }
        if (target.isRoot()) {
            throw Refusals.io("rename destination cannot be the root");
        }
        if (to.exists()) {
            checkOverwrite(context, from.target(), to.target());
        }
        if (to.foundCount() < target.depth()) {
            throw new FsException(Kind.FILE_NOT_FOUND, "rename destination parent " + target + " not found.");
        }
        if (to.parentDirectory().isEmpty()) {
            throw new FsException(Kind.PARENT_NOT_DIRECTORY, "rename destination parent " + target + " is a file.");
        }
    }

    private void checkOverwrite(CommandContext context, Inode moved, Inode replaced) throws FsException {
        if (moved.isDirectory() != replaced.isDirectory()) {
            throw Refusals.io("Source " + source + " and destination " + target + " must both be directories");
        }
        if (!options.contains(RenameOption.OVERWRITE)) {
            throw new FsException(Kind.FILE_ALREADY_EXISTS, "rename destination " + target + " already exists");
        }
        if (replaced.isDirectory() && context.view().hasChildren(replaced.id())) {
            throw Refusals.io("rename destination directory is not empty: " + target);
        }
    }

    @Override
    public String inability() {
        return "Cannot rename " + source;
    }
}
