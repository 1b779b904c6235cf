package io.cairn.common.op;

/** Marks in the log itself: segment ends and rolling upgrades. */
public sealed interface LogOp extends EditOp
        permits StartLogSegmentOp, EndLogSegmentOp, RollingUpgradeStartOp, RollingUpgradeFinalizeOp {}
