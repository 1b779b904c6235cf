package io.cairn.checkpointer.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How tailing stands. Immutable.
 *
 * @param heldTxid last transaction that can be brought back from here, as of the last fetch; −1 before the first
 * @param primaryTxid last transaction the primary had written then; −1 before the first
 * @param fetchedAt wall clock of the last fetch that succeeded, for display; the epoch before the first
 * @param fetchedNanos monotonic time of it; 0 before the first
 * @param fetchedBytes segments that came over the wire by tailing since the start
 * @param failure why the last fetch failed; null if it did not
 * @param warmTxid last transaction applied to the base of the next checkpoint; −1 if none is kept open
 * @param warmBytes estimate of the heap that these changes take
 */
public record TailState(
        long heldTxid,
        long primaryTxid,
        Instant fetchedAt,
        long fetchedNanos,
        long fetchedBytes,
        @Nullable String failure,
        long warmTxid,
        long warmBytes) {
    static TailState initial() {
        return new TailState(-1, -1, Instant.EPOCH, 0, 0, null, -1, 0);
    }

    TailState fetched(long held, long primary, Instant at, long nanos, long bytes) {
        return new TailState(
                held, primary, at, nanos == 0 ? 1 : nanos, fetchedBytes + bytes, null, warmTxid, warmBytes);
    }

    TailState failed(String why) {
        return new TailState(heldTxid, primaryTxid, fetchedAt, fetchedNanos, fetchedBytes, why, warmTxid, warmBytes);
    }

    TailState warm(long txid, long bytes) {
        return new TailState(heldTxid, primaryTxid, fetchedAt, fetchedNanos, fetchedBytes, failure, txid, bytes);
    }
}
