package io.cairn.primary.service;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether the primary ends its segment without being asked: because it has grown large, or because what was
 * written is to be fetched soon (HDFS knows the first reason only, spec storage.md §2.1). Pure: reads no clock, does no
 * I/O, remembers nothing.
 *
 * @param transactionsMax a segment with more transactions is ended
 * @param age a segment in which anything was written is ended at that age; zero for never
 */
public record OwnRollRule(long transactionsMax, Duration age) {
    /**
     * Returns why a roll is due, in words for the log, or empty when it is not.
     *
     * @param transactions in the segment, the one that begins it included
     * @param segmentAge since it was begun
     */
    public Optional<String> reason(long transactions, Duration segmentAge) {
        if (transactions > transactionsMax) {
            return Optional.of(
                    transactions + " transactions are in the segment, at most " + transactionsMax + " may be");
        }
        boolean written = transactions > 1;
        if (written && !age.isZero() && segmentAge.compareTo(age) >= 0) {
            return Optional.of(transactions + " transactions were to be fetched after " + age.toSeconds() + " s");
        }
        return Optional.empty();
    }
}
