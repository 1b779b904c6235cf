package io.cairn.checkpointer.trigger;

import java.time.Duration;
import java.util.Optional;

/**
 * Due when the last checkpoint is that long ago and something changed since ({@code dfs.namenode.checkpoint.period}).
 * Before the first checkpoint of a process it is due at once, as with HDFS. Immutable.
 */
public record PeriodTrigger(Duration period) implements CheckpointTrigger {
    @Override
    public Optional<String> reason(CheckpointAge age) {
        if (age.transactions() == 0) {
            return Optional.empty();
        }
        if (age.sinceLast().isEmpty()) {
            return Optional.of("first look since the start, " + age.transactions() + " transactions are in no image");
        }
        Duration since = age.sinceLast().get();
        return since.compareTo(period) >= 0
                ? Optional.of(
                        "the last checkpoint was " + since.toSeconds() + " s ago (period " + period.toSeconds() + " s)")
                : Optional.empty();
    }
}
