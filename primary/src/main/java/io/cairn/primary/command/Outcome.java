package io.cairn.primary.command;

import io.cairn.common.op.EditOp;
import java.util.List;

/**
 * What a command decided. Immutable.
 *
 * @param ops to be logged and applied together, in this order; empty if nothing changes
 * @param answer for the caller, to be given when the ops are durable
 * @param ledgerChanges what the ops do to the figures that the writer keeps for later decisions
 */
public record Outcome<T>(List<EditOp> ops, T answer, List<LedgerChange> ledgerChanges) {
    public Outcome {
        ops = List.copyOf(ops);
        ledgerChanges = List.copyOf(ledgerChanges);
    }

    /** Nothing changes. */
    public static <T> Outcome<T> unchanged(T answer) {
        return new Outcome<>(List.of(), answer, List.of());
    }

    /** One op that moves no figure of the ledger. */
    public static <T> Outcome<T> of(EditOp op, T answer) {
        return new Outcome<>(List.of(op), answer, List.of());
    }
}
