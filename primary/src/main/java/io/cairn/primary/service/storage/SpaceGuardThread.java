package io.cairn.primary.service.storage;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the {@link SpaceGuard} look in equal intervals of the monotonic clock. Thread-safe: one lock around the stop. */
final class SpaceGuardThread {
    private static final Logger LOG = LoggerFactory.getLogger(SpaceGuardThread.class);

    private final SpaceGuard guard;
    private final Duration interval;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopping = lock.newCondition();
    /** Guarded by the lock. */
    private boolean stopped;

    SpaceGuardThread(SpaceGuard guard, Duration interval) {
        this.guard = guard;
        this.interval = interval;
        this.thread = new Thread(this::run, "cairn-space-guard");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() throws InterruptedException {
        lock.lock();
        try {
            stopped = true;
            stopping.signal();
        } finally {
            lock.unlock();
        }
        thread.join();
    }

    private void run() {
        while (awaitNext()) {
            try {
                guard.look();
            } catch (RuntimeException | Error e) {
                LOG.error("Looking at free space met a defect", e);
            }
        }
    }

    /** Waits for the next look; false when there will be none. */
    private boolean awaitNext() {
        lock.lock();
        try {
            long left = interval.toNanos();
            while (!stopped && left > 0) {
                left = stopping.awaitNanos(left);
            }
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
