package io.cairn.common.model;

/**
 * Who has a file open for writing; the file's lease holder. Immutable.
 *
 * @param clientName lease holder
 * @param clientMachine host of the writer as logged
 */
public record UnderConstruction(String clientName, String clientMachine) {}
