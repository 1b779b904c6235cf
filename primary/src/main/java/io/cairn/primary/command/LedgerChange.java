package io.cairn.primary.command;

/** What a decided command does to the figures of the {@link Ledger}. Immutable. */
public sealed interface LedgerChange {
    /** {@code directory} gains (or loses) children. */
    record Children(long directory, long delta) implements LedgerChange {}

    /** What lies below {@code directory} uses more (or less). */
    record Used(long directory, Usage delta) implements LedgerChange {}

    /** {@code directory} is gone. */
    record Gone(long directory) implements LedgerChange {}
}
