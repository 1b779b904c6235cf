package io.cairn.primary.service.operator;

/**
 * What is wanted of a save. Immutable.
 *
 * @param online from a snapshot, while changes go on; else safe mode has to be on
 * @param beforeShutdown only if the newest image is old or far behind
 */
public record SaveRequest(boolean online, boolean beforeShutdown) {}
