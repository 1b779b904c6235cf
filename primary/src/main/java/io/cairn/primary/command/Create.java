package io.cairn.primary.command;

import io.cairn.common.model.CallId;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.model.Permission;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.op.AddOp;
import io.cairn.common.op.CloseOp;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes an empty, closed file. Immutable.
 *
 * @param overwrite whether a file that is there is replaced
 * @param createParent whether missing directories are made
 * @param replication copies, 0 for the default
 * @param blockSize bytes, 0 for the default
 * @param clientName lease holder while the file is open, which is not for long
 * @param clientMachine address of the client, as logged
 */
public record Create(
        Caller caller,
        FsPath path,
        CreateMode mode,
        boolean overwrite,
        boolean createParent,
        int replication,
        long blockSize,
        String clientName,
        String clientMachine)
        implements Command<Done> {
    private static final int STRIPED_REPLICATION = 1;

    @Override
    public Outcome<Done> decide(CommandContext context) throws FsException {
        NamespaceRules rules = context.rules();
        PathRules.length("create", path, rules);
        PathRules.creatable(path);
        PathRules.outsideSnapshots(path);
        long size = checkedBlockSize(rules);
        int copies = Replication.checked(
                replication == 0 ? rules.defaultReplication() : replication,
                path,
                ", clientName=" + clientMachine,
                rules);
        ResolvedPath resolved = ResolvedPath.of(context.view(), path);
        checkAccess(context, resolved);

        TreePlanStart start = overwritten(context, resolved);
        TreePlan plan = new TreePlan(context, caller, start.path());
        if (start.path().foundCount() < path.depth()) {
            plan.ancestors(plan.inheritedMode(mode));
        }
        plan.leaf();
        addFile(context, plan, copies, size);
        Outcome<Done> outcome = plan.outcome(Done.DONE);
        List<LedgerChange> changes = new ArrayList<>(start.changes());
        changes.addAll(outcome.ledgerChanges());
        return new Outcome<>(outcome.ops(), Done.DONE, changes);
    }

    private void checkAccess(CommandContext context, ResolvedPath resolved) throws FsException {
        AccessCheck access = new AccessCheck(caller, context.rules());
        access.traverse(resolved, true);
        access.ancestor(resolved, AccessCheck.WRITE);
        if (!resolved.exists()) {
            if (!createParent) {
                Parents.require(resolved);
            }
            return;
        }
        Inode existing = resolved.target();
        if (existing instanceof DirectoryInode) {
            throw new FsException(Kind.FILE_ALREADY_EXISTS, path + " already exists as a directory");
        }
        if (overwrite) {
            access.target(resolved, AccessCheck.WRITE);
        } else {
            throw existing instanceof FileInode file && file.underConstruction() != null
                    ? beingWritten(file.underConstruction())
                    : new FsException(
                            Kind.FILE_ALREADY_EXISTS, path + " for client " + clientMachine + " already exists");
        }
    }

    private FsException beingWritten(UnderConstruction writer) {
        return new FsException(
                Kind.ALREADY_BEING_CREATED,
                "Failed to CREATE_FILE " + path + " for " + clientName + " on " + clientMachine
                        + " because this file lease is currently owned by " + writer.clientName() + " on "
                        + writer.clientMachine());
    }

    /** Where planning starts, and what making room for the new file does to the ledger. */
    private record TreePlanStart(ResolvedPath path, List<LedgerChange> changes) {}

    private TreePlanStart overwritten(CommandContext context, ResolvedPath resolved) {
        if (!resolved.exists()) {
            return new TreePlanStart(resolved, List.of());
        }
        Removal removal = new Removal(context, resolved);
        return new TreePlanStart(resolved.withoutLast(), removal.ledgerChanges());
    }

    private void addFile(CommandContext context, TreePlan plan, int copies, long size) {
        DirectoryInode parent = plan.leafParent();
        NewInode attributes = NewInode.below(parent, false, fileMode());
        Permission permission =
                new Permission(caller.user(), parent.permission().group(), attributes.mode());
        int ecPolicy = ErasureCoding.inheritedPolicy(context.view(), ResolvedPath.of(context.view(), path));
        int logged = ecPolicy == 0 ? copies : STRIPED_REPLICATION;
        long now = context.nowMillis();
        plan.add(new AddOp(
                plan.leafId(),
                path.toString(),
                logged,
                now,
                now,
                size,
                List.of(),
                permission,
                attributes.logicalAcl(),
                List.of(),
                clientName,
                clientMachine,
                overwrite,
                0,
                ecPolicy,
                CallId.NONE));
        plan.add(new CloseOp(0, path.toString(), logged, now, now, size, List.of(), permission));
    }

    /** Files carry no sticky bit. */
    private CreateMode fileMode() {
        return new CreateMode(mode.masked() & 0777, mode.unmasked());
    }

    private long checkedBlockSize(NamespaceRules rules) throws FsException {
        long size = blockSize == 0 ? rules.defaultBlockSize() : blockSize;
        if (size < rules.blockSizeMin()) {
            throw Refusals.io("Specified block size " + size
                    + " is less than configured minimum value dfs.namenode.fs-limits.min-block-size="
                    + rules.blockSizeMin());
        }
        return size;
    }

    @Override
    public String inability() {
        return "Cannot create file" + path;
    }
}
