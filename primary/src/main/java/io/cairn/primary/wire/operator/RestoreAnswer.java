package io.cairn.primary.wire.operator;

/**
 * Whether directories that failed are brought back whenever a segment is begun; goes out as JSON. Immutable.
 *
 * @param outOfService directories that are not in service now
 */
public record RestoreAnswer(boolean restoreFailedStorage, long outOfService) {}
