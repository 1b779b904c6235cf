package io.cairn.primary.command;

import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;

/** Makes a directory and those missing above it; true also if it is there already. Immutable. */
public record Mkdirs(Caller caller, FsPath path, CreateMode mode) implements Command<Boolean> {
    @Override
    public Outcome<Boolean> decide(CommandContext context) throws FsException {
        PathRules.length("mkdirs", path, context.rules());
        PathRules.creatable(path);
        PathRules.outsideSnapshots(path);
        ResolvedPath resolved = ResolvedPath.of(context.view(), path);
        AccessCheck access = new AccessCheck(caller, context.rules());
        access.traverse(resolved, true);
        if (resolved.exists()) {
            if (resolved.target() instanceof FileInode) {
                throw new FsException(Kind.FILE_ALREADY_EXISTS, "Path is not a directory: " + path);
            }
            return Outcome.unchanged(true);
        }
        access.ancestor(resolved, AccessCheck.WRITE);
        TreePlan plan = new TreePlan(context, caller, resolved);
        plan.ancestors(mode.forAncestor());
        plan.directory(mode);
        return plan.outcome(true);
    }

    @Override
    public String inability() {
        return "Cannot create directory " + path;
    }
}
