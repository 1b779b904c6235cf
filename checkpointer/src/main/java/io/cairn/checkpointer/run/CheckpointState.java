package io.cairn.checkpointer.run;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How checkpointing stands. Immutable.
 *
 * @param lastLook wall clock of the last successful look at the primary; the epoch before the first
 * @param transactionsBehind changes in no image both held here and proven by the primary, as of that look
 * @param confirmedTxid last transaction in the primary's newest image, as of that look or the last run; −1 if unknown
 * @param last the last confirmed checkpoint of this process
 * @param lastNanos monotonic time of it; 0 before the first
 * @param failure why the last attempt failed; null if it did not
 * @param failedAt wall clock of that failure; null without one
 * @param failedIn the step it failed in; null if none had begun
 * @param failuresInARow attempts since the last success
 * @param mergeFailuresInARow those of them that failed in the merge
 * @param retryNanos monotonic time before which no attempt is made; 0 for none
 * @param completed checkpoints confirmed since the start
 * @param attempts requests that were carried out, well or not
 */
public record CheckpointState(
        Instant lastLook,
        long transactionsBehind,
        long confirmedTxid,
        @Nullable CheckpointReport last,
        long lastNanos,
        @Nullable String failure,
        @Nullable Instant failedAt,
        @Nullable Phase failedIn,
        int failuresInARow,
        int mergeFailuresInARow,
        long retryNanos,
        long completed,
        long attempts) {
    static CheckpointState initial() {
        return new CheckpointState(Instant.EPOCH, 0, -1, null, 0, null, null, null, 0, 0, 0, 0, 0);
    }

    /** The last confirmed checkpoint; empty before the first. */
    public Optional<CheckpointReport> lastReport() {
        return Optional.ofNullable(last);
    }

    CheckpointState looked(Instant now, long behind, long confirmed) {
        return new CheckpointState(
                now,
                behind,
                confirmed,
                last,
                lastNanos,
                failure,
                failedAt,
                failedIn,
                failuresInARow,
                mergeFailuresInARow,
                retryNanos,
                completed,
                attempts);
    }

    CheckpointState succeeded(CheckpointReport report, long nanos) {
        return new CheckpointState(
                lastLook,
                0,
                report.txid(),
                report,
                nanos == 0 ? 1 : nanos,
                null,
                null,
                null,
                0,
                0,
                0,
                completed + 1,
                attempts);
    }

    CheckpointState failed(String why, Instant now, boolean merge, long retryAtNanos, @Nullable Phase in) {
        return new CheckpointState(
                lastLook,
                transactionsBehind,
                confirmedTxid,
                last,
                lastNanos,
                why,
                now,
                in,
                failuresInARow + 1,
                merge ? mergeFailuresInARow + 1 : 0,
                retryAtNanos == 0 ? 1 : retryAtNanos,
                completed,
                attempts);
    }

    CheckpointState requestEnded() {
        return new CheckpointState(
                lastLook,
                transactionsBehind,
                confirmedTxid,
                last,
                lastNanos,
                failure,
                failedAt,
                failedIn,
                failuresInARow,
                mergeFailuresInARow,
                retryNanos,
                completed,
                attempts + 1);
    }
}
