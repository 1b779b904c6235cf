package io.cairn.primary.command;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import java.util.ArrayList;
import java.util.List;

/** Limits and ledger of a rename whose ends are known to be valid. Confined to the writer thread. */
final class Move {
    private final CommandContext context;
    private final ResolvedPath source;
    private final ResolvedPath target;
    private final int commonDepth;

    /** @param target the final path; if it exists, it is replaced */
    Move(CommandContext context, ResolvedPath source, ResolvedPath target) {
        this.context = context;
        this.source = source;
        this.target = target;
        this.commonDepth = commonDepth(source, target);
    }

    /** Refuses if the new name, its directory or a quota there does not allow the move. */
    List<LedgerChange> checkedChanges() throws FsException {
        QuotaCheck quotas = new QuotaCheck(context);
        DirectoryInode parent = target.parentDirectory().orElseThrow(IllegalStateException::new);
        FsPath parentPath = target.path().parent().orElseThrow(IllegalStateException::new);
        PathRules.newName(target.path().name(), parentPath, context.rules());
        if (!sameParent() && !target.exists()) {
            quotas.room(parent, parentPath.toString());
        }
        List<LedgerChange> changes = new ArrayList<>();
        if (target.exists()) {
            changes.addAll(new Removal(context, target).ledgerChanges());
        }
        if (quotas.concerns(source, commonDepth) || quotas.concerns(target, commonDepth)) {
            changes.addAll(usageChanges(quotas));
        }
        return changes;
    }

    private List<LedgerChange> usageChanges(QuotaCheck quotas) throws FsException {
        Usage leaving = new Removal(context, source).usage();
        Usage arriving = SubtreeUsage.of(context.view(), source.target(), StoragePlacement.policyAbove(target));
        Usage replaced = target.exists() ? new Removal(context, target).usage() : Usage.NOTHING;
        quotas.verify(target, commonDepth, arriving.plus(replaced.negated()));
        List<LedgerChange> changes = new ArrayList<>(quotas.changes(source, commonDepth, leaving.negated()));
        changes.addAll(quotas.changes(target, commonDepth, arriving));
        return changes;
    }

    private boolean sameParent() {
        return source.path().parent().equals(target.path().parent());
    }

    /** Depth of the first ancestors that the two paths do not share: above them nothing changes. */
    private static int commonDepth(ResolvedPath source, ResolvedPath target) {
        int most = Math.min(source.path().depth(), target.path().depth()) - 1;
        int depth = 0;
        while (depth < most
                && source.path()
                        .components()
                        .get(depth)
                        .equals(target.path().components().get(depth))) {
            depth++;
        }
        return depth + 1;
    }
}
