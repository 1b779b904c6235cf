package io.cairn.common.namespace.apply;

import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.LogOp;
import io.cairn.common.op.RollingUpgradeFinalizeOp;
import io.cairn.common.op.RollingUpgradeStartOp;

/** Marks in the log. Rollback images of a rolling upgrade are files, hence not done here. Stateless. */
final class LogAppliers {
    private LogAppliers() {}

    /** Segment ends change nothing. */
    static void mark(LogOp op, NamespaceTree tree) {}

    static void rollingUpgradeStart(RollingUpgradeStartOp op, NamespaceTree tree) {
        tree.putCounters(tree.counters().withRollingUpgradeStartMillis(op.timeMillis()));
    }

    static void rollingUpgradeFinalize(RollingUpgradeFinalizeOp op, NamespaceTree tree) {
        tree.putCounters(tree.counters().withRollingUpgradeStartMillis(0));
    }
}
