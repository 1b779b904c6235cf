package io.cairn.checkpointer.app;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.cairn.checkpointer.run.CheckpointReport;
import io.cairn.checkpointer.run.Checkpointing;
import io.cairn.checkpointer.run.Phase;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** Numbers to watch the checkpointer by. Stateless. */
final class CheckpointerMetrics {
    private CheckpointerMetrics() {}

    static void register(MetricRegistry metrics, Checkpointing checkpointing, LongSupplier nanoTime) {
        gauge(metrics, "confirmed_txid", () -> checkpointing.state().confirmedTxid());
        gauge(metrics, "transactions_behind", () -> checkpointing.state().transactionsBehind());
        gauge(metrics, "completed_total", () -> checkpointing.state().completed());
        gauge(metrics, "failures_in_a_row", () -> checkpointing.state().failuresInARow());
        gauge(metrics, "digest_refused_total", checkpointing::digestAlarms);
        gauge(metrics, "running", () -> checkpointing.phase().isPresent() ? 1 : 0);
        gauge(metrics, "last_age_millis", () -> {
            long at = checkpointing.state().lastNanos();
            return at == 0 ? -1 : Duration.ofNanos(nanoTime.getAsLong() - at).toMillis();
        });
        last(metrics, checkpointing, "last_total_millis", report -> report.total()
                .toMillis());
        last(metrics, checkpointing, "last_image_bytes", CheckpointReport::imageBytes);
        last(metrics, checkpointing, "last_fetched_bytes", CheckpointReport::fetchedBytes);
        last(metrics, checkpointing, "last_transactions", CheckpointReport::transactions);
        for (Phase phase : Phase.values()) {
            last(metrics, checkpointing, "last_" + phase.word() + "_millis", report -> report.phases()
                    .getOrDefault(phase, Duration.ZERO)
                    .toMillis());
        }
    }

    /** What would be lost, and what the status page warns of. */
    static void standing(MetricRegistry metrics, CheckpointerStanding standing) {
        Gauge<Long> lost = () -> standing.loss().transactions();
        Gauge<Long> age = () -> standing.loss().ageMillis();
        Gauge<Integer> known = () -> standing.loss().known() ? 1 : 0;
        Gauge<Long> held = () -> standing.loss().heldTxid();
        Gauge<Long> silent = () -> standing.loss().asOfMillis();
        Gauge<Integer> problems = () -> standing.problems().size();
        metrics.register("cairn_loss_transactions", lost);
        metrics.register("cairn_loss_age_millis", age);
        metrics.register("cairn_loss_known", known);
        metrics.register("cairn_held_txid", held);
        metrics.register("cairn_primary_silent_millis", silent);
        metrics.register("cairn_problems", problems);
    }

    private static void last(
            MetricRegistry metrics, Checkpointing checkpointing, String name, ToLongFunction<CheckpointReport> number) {
        gauge(metrics, name, () -> checkpointing
                .state()
                .lastReport()
                .map(number::applyAsLong)
                .orElse(-1L));
    }

    private static void gauge(MetricRegistry metrics, String name, LongSupplier value) {
        metrics.register("cairn_checkpoint_" + name, (Gauge<Long>) value::getAsLong);
    }
}
