package io.cairn.common.status;

import java.time.Duration;

/**
 * When which transaction was the last one, seen from time to time: tells how old the oldest transaction beyond a given one
 * is. Bounded: when it is full, every second observation of the older half goes, so that what is long ago is known less
 * exactly, and never as younger than it is. Time is the monotonic clock's. Thread-safe: one lock for the arrays.
 */
public final class TxidHistory {
    private static final int OBSERVATIONS_MIN = 4;

    private final Object lock = new Object();
    // Guarded by the lock: ascending in both, no txid twice.
    private final long[] txids;
    private final long[] nanos;
    private int count;

    /** @param observationsMax at least 4; one a second makes a small number last for hours */
    public TxidHistory(int observationsMax) {
        if (observationsMax < OBSERVATIONS_MIN) {
            throw new IllegalArgumentException(
                    "At least " + OBSERVATIONS_MIN + " observations, not " + observationsMax);
        }
        txids = new long[observationsMax];
        nanos = new long[observationsMax];
    }

    /**
     * Age of the oldest transaction beyond a given one. Immutable.
     *
     * @param time by the monotonic clock; not less than the true age if {@code exact}, else not more
     * @param exact false if the transaction is older than the first observation
     */
    public record Age(Duration time, boolean exact) {}

    /**
     * At {@code nowNanos} the last transaction was {@code txid}. A txid below an earlier one replaces what was seen of the
     * higher ones: the other side was put back.
     */
    public void observed(long txid, long nowNanos) {
        synchronized (lock) {
            while (count > 0 && (txids[count - 1] > txid || nanos[count - 1] - nowNanos > 0)) {
                count--;
            }
            if (count > 0 && txids[count - 1] == txid) {
                nanos[count - 1] = nowNanos;
                return;
            }
            if (count == txids.length) {
                thin();
            }
            txids[count] = txid;
            nanos[count] = nowNanos;
            count++;
        }
    }

    /**
     * How old the oldest transaction beyond {@code txid} is at most; zero if nothing beyond it has been seen. Before the
     * first observation it is zero and not exact.
     */
    public Age ageBeyond(long txid, long nowNanos) {
        synchronized (lock) {
            if (count == 0) {
                return new Age(Duration.ZERO, false);
            }
            if (txids[count - 1] <= txid) {
                return new Age(Duration.ZERO, true);
            }
            int at = count - 1;
            while (at >= 0 && txids[at] > txid) {
                at--;
            }
            return at >= 0
                    ? new Age(Duration.ofNanos(nowNanos - nanos[at]), true)
                    : new Age(Duration.ofNanos(nowNanos - nanos[0]), false);
        }
    }

    private void thin() {
        int half = count / 2;
        int to = 1;
        for (int from = 2; from < half; from += 2) {
            txids[to] = txids[from];
            nanos[to] = nanos[from];
            to++;
        }
        System.arraycopy(txids, half, txids, to, count - half);
        System.arraycopy(nanos, half, nanos, to, count - half);
        count = to + count - half;
    }
}
