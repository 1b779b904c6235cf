package io.cairn.primary.command;

import io.cairn.common.model.CallId;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.common.op.RenameOldOp;
import java.util.List;

/**
 * Moves without options: into the target if that is a directory, and with a plain false where the move makes no sense.
 * Immutable.
 */
public record Rename(Caller caller, FsPath source, FsPath target) implements Command<Boolean> {
    @Override
    public Outcome<Boolean> decide(CommandContext context) throws FsException {
        PathRules.length("rename", target, context.rules());
        PathRules.creatable(target);
        PathRules.changeable(source);
        PathRules.outsideSnapshots(target);
        AccessCheck access = new AccessCheck(caller, context.rules());
        ResolvedPath from = ResolvedPath.of(context.view(), source);
        access.traverse(from, false);
        ResolvedPath named = ResolvedPath.of(context.view(), target);
        access.traverse(named, true);
        boolean into = named.exists() && named.target().isDirectory() && !source.isRoot();
        ResolvedPath to = into ? named.child(context.view(), source.name()) : named;
        access.removal(from);
        access.ancestor(to, AccessCheck.WRITE);
        if (!from.exists() || source.isRoot()) {
            return Outcome.unchanged(false);
        }
        if (source.equals(to.path())) {
            return Outcome.unchanged(true);
        }
        if (PathRules.isReserved(to.path())
                || source.isAncestorOf(to.path())
                || to.exists()
                || to.parentDirectory().isEmpty()) {
            return Outcome.unchanged(false);
        }
        List<LedgerChange> changes = new Move(context, from, to).checkedChanges();
        RenameOldOp op = new RenameOldOp(source.toString(), to.text(), context.nowMillis(), CallId.NONE);
        return new Outcome<>(List.of(op), true, changes);
    }

    @Override
    public String inability() {
        return "Cannot rename " + source;
    }
}
