package io.cairn.primary.command;

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
        QuotaCheck quotas = new QuotaCheck(context);
        return quotas.concerns(path, 0) ? quotas.changes(path, 0, usage().negated()) : List.of();
    }

    /** Usage of the subtree; takes time in proportion to it. */
    Usage usage() {
        int policyAbove = StoragePlacement.policyAbove(path);
        return SubtreeUsage.of(context.view(), path.target(), policyAbove);
    }
}
