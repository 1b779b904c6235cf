package io.cairn.primary.command;

import java.util.ArrayList;
import java.util.List;

/** What taking an existing path out of the tree does to the ledger. Confined to the writer thread. */
final class Removal {
    private final CommandContext context;
    private final ResolvedPath path;

    Removal(CommandContext context, ResolvedPath path) {
        this.context = context;
        this.path = path;
    }

    List<LedgerChange> ledgerChanges() {
        List<LedgerChange> changes = new ArrayList<>();
        path.parentDirectory().ifPresent(parent -> changes.add(new LedgerChange.Children(parent.id(), -1)));
        if (path.target().isDirectory()) {
            changes.add(new LedgerChange.Gone(path.target().id()));
        }
        QuotaCheck quotas = new QuotaCheck(context);
        if (quotas.concerns(path, 0)) {
            changes.addAll(quotas.changes(path, 0, usage().negated()));
        }
        return changes;
    }

    /** Usage of the subtree; takes time in proportion to it. */
    Usage usage() {
        int policyAbove = StoragePlacement.policyAbove(path);
        return SubtreeUsage.of(context.view(), path.target(), policyAbove);
    }
}
