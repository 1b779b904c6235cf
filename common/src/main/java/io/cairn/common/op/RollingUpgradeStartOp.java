package io.cairn.common.op;

/** OP_ROLLING_UPGRADE_START (41). Immutable. */
public record RollingUpgradeStartOp(long timeMillis) implements LogOp {}
