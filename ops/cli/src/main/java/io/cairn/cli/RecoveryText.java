package io.cairn.cli;

import io.cairn.common.model.TxRange;
import io.cairn.primary.restart.Recovery;
import io.cairn.primary.restart.RecoveryReport;
import io.cairn.primary.restart.RestartProgress;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** What a recovery tells of itself. Confined to the thread that recovers. */
final class RecoveryText implements RestartProgress {
    private static final long NANOS_BETWEEN_LINES = 2_000_000_000L;

    private final PrintWriter err;
    private final LongSupplier nanoTicker;
    private long toldNanos;

    RecoveryText(PrintWriter err, LongSupplier nanoTicker) {
        this.err = err;
        this.nanoTicker = nanoTicker;
        toldNanos = nanoTicker.getAsLong();
    }

    /** One problem in words. */
    static String problem(RecoveryReport.Entry problem) {
        TxRange txids = problem.txids();
        String which = txids.count() == 1
                ? "Transaction " + txids.firstTxid()
                : "Transactions " + txids.firstTxid() + " to " + txids.lastTxid() + " (" + txids.count() + ")";
        return switch (problem.kind()) {
            case DAMAGED -> which + " cannot be read: " + problem.why();
            case MISSING -> which + " are in no file: " + problem.why();
            case NOT_APPLIED -> which + " cannot be applied: " + problem.why() + " (" + problem.where() + ")";
        };
    }

    /** What came out. */
    static String done(Recovery.Result result) {
        RecoveryReport report = result.report();
        String lost = report.entries().isEmpty()
                ? "Nothing is lost."
                : report.lost() + " transactions are lost in "
                        + report.entries().size() + " places.";
        return "Recovered up to txid " + result.lastTxid() + " from image " + result.imageTxid() + ": "
                + result.inodes()
                + " inodes. " + lost + "\n  result: " + result.directory() + "\n  report: "
                + result.directory().resolve(RecoveryReport.FILE);
    }

    @Override
    public void loaded(long inodes) {
        tell("Loading the image: " + inodes + " inodes");
    }

    @Override
    public void replayed(long txid) {
        tell("Applying edits: at txid " + txid);
    }

    private void tell(String text) {
        long now = nanoTicker.getAsLong();
        if (now - toldNanos >= NANOS_BETWEEN_LINES) {
            toldNanos = now;
            err.println(text);
            err.flush();
        }
    }
}
