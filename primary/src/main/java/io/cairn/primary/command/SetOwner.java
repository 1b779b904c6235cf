package io.cairn.primary.command;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Permission;
import io.cairn.common.op.SetOwnerOp;

/**
 * Sets owner and group. The owner may give the inode to a group of its own; everything else takes a superuser. Immutable.
 *
 * @param user new owner, empty to leave it
 * @param group new group, empty to leave it
 */
public record SetOwner(Caller caller, FsPath path, String user, String group) implements Command<Done> {
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
        checkRights(context.rules());
        Permission now = resolved.target().permission();
        boolean same = (user.isEmpty() || user.equals(now.user())) && (group.isEmpty() || group.equals(now.group()));
        return same
                ? Outcome.unchanged(Done.DONE)
                : Outcome.of(new SetOwnerOp(path.toString(), user, group), Done.DONE);
    }

    private void checkRights(NamespaceRules rules) throws FsException {
        if (caller.superuser() || !rules.permissionsEnabled()) {
            return;
        }
        if (!user.isEmpty() && !user.equals(caller.user())) {
            throw new FsException(
                    Kind.ACCESS_CONTROL,
                    "User " + caller.user() + " is not a super user (non-super user cannot change owner).");
        }
        if (!group.isEmpty() && !caller.isMemberOf(group)) {
            throw new FsException(Kind.ACCESS_CONTROL, "User " + caller.user() + " does not belong to " + group);
        }
    }

    @Override
    public String inability() {
        return "Cannot set owner for " + path;
    }
}
