package io.cairn.primary.command;

import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.common.op.SetReplicationOp;
import java.util.List;

/** Sets how many copies a file has; false for what is not a plain file. Immutable. */
public record SetReplication(Caller caller, FsPath path, int replication) implements Command<Boolean> {
    @Override
    public Outcome<Boolean> decide(CommandContext context) throws FsException {
        Replication.checked(replication, path, "", context.rules());
        PathRules.changeable(path);
        ResolvedPath resolved = ResolvedPath.of(context.view(), path);
        AccessCheck access = new AccessCheck(caller, context.rules());
        access.traverse(resolved, false);
        access.target(resolved, AccessCheck.WRITE);
        if (!resolved.exists() || !(resolved.target() instanceof FileInode file) || file.isStriped()) {
            return Outcome.unchanged(false);
        }
        if (file.replication() == replication) {
            return Outcome.unchanged(true);
        }
        QuotaCheck quotas = new QuotaCheck(context);
        Usage delta = Usage.ofReplicationChange(
                context.view(), file, replication, StoragePlacement.effectivePolicy(resolved));
        quotas.verify(resolved, 0, delta);
        return new Outcome<>(
                List.of(new SetReplicationOp(path.toString(), replication)), true, quotas.changes(resolved, 0, delta));
    }

    @Override
    public String inability() {
        return "Cannot set replication for " + path;
    }
}
