package io.cairn.primary.command;

import io.cairn.common.model.CallId;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;
import io.cairn.common.op.DeleteOp;
import java.util.List;

/** Removes a file, or a directory with everything below it; false if there was nothing to remove. Immutable. */
public record Delete(Caller caller, FsPath path, boolean recursive) implements Command<Boolean> {
    @Override
    public Outcome<Boolean> decide(CommandContext context) throws FsException {
        PathRules.changeable(path);
        ResolvedPath resolved = ResolvedPath.of(context.view(), path);
        AccessCheck access = new AccessCheck(caller, context.rules());
        access.traverse(resolved, false);
        access.removal(resolved);
        access.subtree(context.view(), resolved, AccessCheck.ALL);
        if (!resolved.exists()) {
            return Outcome.unchanged(false);
        }
        boolean filled = resolved.target().isDirectory()
                && context.view().hasChildren(resolved.target().id());
        if (filled && !recursive) {
            throw new FsException(Kind.PATH_IS_NOT_EMPTY, "`" + path + " is non empty': Directory is not empty");
        }
        if (path.isRoot()) {
            return Outcome.unchanged(false);
        }
        List<LedgerChange> changes = new Removal(context, resolved).ledgerChanges();
        DeleteOp op = new DeleteOp(path.toString(), context.nowMillis(), CallId.NONE);
        return new Outcome<>(List.of(op), true, changes);
    }

    @Override
    public String inability() {
        return "Cannot delete " + path;
    }
}
