package io.cairn.primary.command;

/** What a decided command changes in the {@link Ledger}: {@code directory} and what lies below uses more or less. Immutable. */
public record LedgerChange(long directory, Usage delta) {}
