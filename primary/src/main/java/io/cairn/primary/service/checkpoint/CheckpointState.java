package io.cairn.primary.service.checkpoint;

import java.util.function.LongSupplier;

/**
 * The newest image this primary has confirmed, and since when. The age is measured with the monotonic clock, so that a
 * changed wall clock neither hastens nor hides a checkpoint. Thread-safe: one lock for both values.
 */
public final class CheckpointState {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanoTicker;
    private final Object lock = new Object();
    // Guarded by the lock.
    private long imageTxid;
    private long confirmedNanos;

    /** @param ageMillis how old the image is that was found at start */
    public CheckpointState(long imageTxid, long ageMillis, LongSupplier nanoTicker) {
        this.nanoTicker = nanoTicker;
        this.imageTxid = imageTxid;
        this.confirmedNanos = nanoTicker.getAsLong() - Math.max(0, ageMillis) * NANOS_PER_MILLI;
    }

    /** An image was stored, proven and named. */
    public void confirmed(long txid) {
        synchronized (lock) {
            imageTxid = Math.max(imageTxid, txid);
            confirmedNanos = nanoTicker.getAsLong();
        }
    }

    /** Last transaction in the newest image. */
    public long imageTxid() {
        synchronized (lock) {
            return imageTxid;
        }
    }

    public long ageMillis() {
        synchronized (lock) {
            return (nanoTicker.getAsLong() - confirmedNanos) / NANOS_PER_MILLI;
        }
    }
}
