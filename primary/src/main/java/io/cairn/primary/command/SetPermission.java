package io.cairn.primary.command;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.common.op.SetPermissionsOp;

/** Sets the ten mode bits; by the owner or a superuser. Immutable. */
public record SetPermission(Caller caller, FsPath path, int mode) implements Command<Done> {
    @Override
    public Outcome<Done> decide(CommandContext context) throws FsException {
        PathRules.changeable(path);
        ResolvedPath resolved = ResolvedPath.of(context.view(), path);
        AccessCheck access = new AccessCheck(caller, context.rules());
        access.traverse(resolved, false);
        if (!resolved.exists()) {
            throw Refusals.cannotFind(path.toString());
        }
        access.owner(resolved);
        return resolved.target().permission().mode() == mode
                ? Outcome.unchanged(Done.DONE)
                : Outcome.of(new SetPermissionsOp(path.toString(), mode), Done.DONE);
    }

    @Override
    public String inability() {
        return "Cannot set permission for " + path;
    }
}
