package io.cairn.common.op;

/** OP_ROLLING_UPGRADE_FINALIZE (42). Immutable. */
public record RollingUpgradeFinalizeOp(long timeMillis) implements LogOp {}
