package io.cairn.primary.service.operator;

import java.time.Duration;

/**
 * How old and how far behind the newest image may be for a save before a shutdown to be left out: both at most so many
 * times the limits that call for a checkpoint (spec storage.md §2.1). Pure.
 *
 * @param age longest age
 * @param transactions most transactions behind
 */
public record ShutdownWindow(Duration age, long transactions) {
    /** {@code periods} times each limit; transactions stop at the largest number there is. */
    public static ShutdownWindow of(int periods, Duration checkpointPeriod, long checkpointTxns) {
        long most = checkpointTxns > Long.MAX_VALUE / Math.max(1, periods) ? Long.MAX_VALUE : periods * checkpointTxns;
        return new ShutdownWindow(checkpointPeriod.multipliedBy(periods), most);
    }

    /** True if an image of that age, so many transactions behind, will do. */
    public boolean covers(long ageMillis, long transactionsBehind) {
        return ageMillis <= age.toMillis() && transactionsBehind <= transactions;
    }
}
