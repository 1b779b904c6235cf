package io.cairn.primary.service.checkpoint;

import io.cairn.common.text.HumanUnits;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether changes have waited too long for a proven checkpoint: longer than two periods, or more than two limits
 * of transactions. Pure: reads no clock, does no I/O, remembers nothing.
 *
 * @param period {@code dfs.namenode.checkpoint.period}
 * @param transactions {@code dfs.namenode.checkpoint.txns}
 */
public record StaleCheckpoint(Duration period, long transactions) {
    private static final int LIMITS = 2;

    /**
     * Why there should have been a checkpoint by now, in words for log and page, or empty.
     *
     * @param changes in no proven checkpoint
     * @param waiting how long the oldest of them has been so
     */
    public Optional<String> reason(long changes, Duration waiting) {
        if (changes == 0) {
            return Optional.empty();
        }
        if (waiting.compareTo(period.multipliedBy(LIMITS)) > 0) {
            return Optional.of(HumanUnits.count(changes) + (changes == 1 ? " change is" : " changes are")
                    + " in no proven checkpoint, the oldest for " + HumanUnits.time(waiting)
                    + ", longer than two periods of " + HumanUnits.time(period));
        }
        // Written so that a limit near the largest number does not overflow.
        return changes / LIMITS >= transactions && changes - transactions > transactions
                ? Optional.of(
                        HumanUnits.count(changes) + " changes are in no proven checkpoint, more than two limits of "
                                + HumanUnits.count(transactions))
                : Optional.empty();
    }
}
