package io.cairn.primary.command;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;
import io.cairn.common.op.TimesOp;

/**
 * Sets times; needs write access to the inode. Immutable.
 *
 * @param mtimeMillis −1 to leave it
 * @param atimeMillis −1 to leave it
 */
public record SetTimes(Caller caller, FsPath path, long mtimeMillis, long atimeMillis) implements Command<Done> {
    private static final long LEAVE = -1;

    @Override
    public Outcome<Done> decide(CommandContext context) throws FsException {
        PathRules.changeable(path);
        ResolvedPath resolved = ResolvedPath.of(context.view(), path);
        AccessCheck access = new AccessCheck(caller, context.rules());
        access.traverse(resolved, false);
        access.target(resolved, AccessCheck.WRITE);
        if (!resolved.exists()) {
            throw new FsException(Kind.FILE_NOT_FOUND, "File/Directory " + path + " does not exist.");
        }
        return mtimeMillis == LEAVE && atimeMillis == LEAVE
                ? Outcome.unchanged(Done.DONE)
                : Outcome.of(new TimesOp(path.toString(), mtimeMillis, atimeMillis), Done.DONE);
    }

    @Override
    public String inability() {
        return "Cannot set times " + path;
    }
}
