package io.cairn.common.transfer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds a transfer to a number of bytes a second by making its thread wait ({@code dfs.image.transfer.bandwidthPerSec}).
 * Single use, one thread.
 */
public final class Throttle {
    private final long bytesPerSecond;
    private final long startedNanos;
    private long moved;

    /** Zero or less: no limit. */
    public Throttle(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
        startedNanos = System.nanoTime();
    }

    /** Notes that {@code bytes} were moved, and waits until they may have been. */
    public void moved(int bytes) {
        if (bytesPerSecond <= 0) {
            return;
        }
        moved += bytes;
        long dueNanos = (long) ((double) moved / bytesPerSecond * TimeUnit.SECONDS.toNanos(1));
        long left = dueNanos - (System.nanoTime() - startedNanos);
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(left);
            left = dueNanos - (System.nanoTime() - startedNanos);
        }
    }
}
