package io.cairn.checkpointer.app;

import io.cairn.checkpointer.run.CheckpointReport;
import io.cairn.checkpointer.run.CheckpointState;
import io.cairn.checkpointer.run.Phase;
import io.cairn.common.status.LossWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON answer of {@code GET /checkpointer/status}. Times are milliseconds; points in time are ISO 8601, UTC. Immutable.
 *
 * @param running the step being done; null while no run is going on
 * @param transactionsBehind changes in no confirmed image at the last look
 * @param nextDue when and why the next checkpoint will be made, in words
 * @param completed checkpoints confirmed since the start
 * @param attempts requests that were carried out since the start, well or not
 * @param loss what would be lost if the primary's disks died now
 */
public record StatusAnswer(
        String primary,
        @Nullable String running,
        @Nullable String lastLook,
        long confirmedTxid,
        long transactionsBehind,
        @Nullable Last last,
        @Nullable Failure failure,
        String nextDue,
        long completed,
        long attempts,
        @Nullable LossWindow loss) {
    /** The last confirmed checkpoint of this process. Immutable. */
    public record Last(
            long txid,
            long baseTxid,
            String reason,
            String finished,
            long ageMillis,
            long totalMillis,
            Map<String, Long> phaseMillis,
            long transactions,
            long inodes,
            long imageBytes,
            long fetchedBytes) {}

    /** Why the last attempt failed. Immutable. */
    public record Failure(
            String message, String at, @Nullable String phase, int inARow, long retryInMillis) {}

    static StatusAnswer of(
            CheckpointState state,
            Optional<Phase> phase,
            CheckpointerSettings settings,
            long nowNanos,
            LossWindow loss) {
        return new StatusAnswer(
                settings.primary().toString(),
                phase.map(Phase::word).orElse(null),
                state.lastLook().equals(Instant.EPOCH) ? null : state.lastLook().toString(),
                state.confirmedTxid(),
                state.transactionsBehind(),
                state.lastReport()
                        .map(report -> last(report, nowNanos - state.lastNanos()))
                        .orElse(null),
                failure(state, nowNanos),
                nextDue(state, settings, nowNanos),
                state.completed(),
                state.attempts(),
                loss);
    }

    private static Last last(CheckpointReport report, long ageNanos) {
        Map<String, Long> phases = new LinkedHashMap<>();
        report.phases().forEach((phase, time) -> phases.put(phase.word(), time.toMillis()));
        return new Last(
                report.txid(),
                report.baseTxid(),
                report.reason(),
                report.finished().toString(),
                Duration.ofNanos(ageNanos).toMillis(),
                report.total().toMillis(),
                phases,
                report.transactions(),
                report.inodes(),
                report.imageBytes(),
                report.fetchedBytes());
    }

    private static @Nullable Failure failure(CheckpointState state, long nowNanos) {
        String message = state.failure();
        if (message == null) {
            return null;
        }
        Phase phase = state.failedIn();
        return new Failure(
                message,
                String.valueOf(state.failedAt()),
                phase == null ? null : phase.word(),
                state.failuresInARow(),
                Math.max(0, Duration.ofNanos(state.retryNanos() - nowNanos).toMillis()));
    }

    private static String nextDue(CheckpointState state, CheckpointerSettings settings, long nowNanos) {
        if (state.failure() != null) {
            return "again after the failure, in "
                    + Math.max(
                            0, Duration.ofNanos(state.retryNanos() - nowNanos).toSeconds()) + " s at the earliest";
        }
        String byCount =
                "at " + settings.transactions() + " transactions in no image (now " + state.transactionsBehind() + ")";
        if (state.lastReport().isEmpty()) {
            return "at the next look if there are changes in no image, or " + byCount;
        }
        long left = settings.period().minusNanos(nowNanos - state.lastNanos()).toSeconds();
        return "in " + Math.max(0, left) + " s if something changed (period "
                + settings.period().toSeconds() + " s), or " + byCount;
    }
}
