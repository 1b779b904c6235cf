package io.cairn.primary.service.storage;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirectoryRefill;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.replay.ReadableEdits;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings directories that failed back into service, while it is switched on ({@code dfs.namenode.name.dir.restore}). As
 * in HDFS an attempt is made when a segment was begun, so that a dead disk is not asked all the time; what is copied is
 * copied on this thread, while the journal goes on. Thread-safe: one lock around the wish and the switch.
 */
final class DirectoryReturnThread {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryReturnThread.class);

    private final Disk disk;
    private final NameDirectories directories;
    private final Supplier<Leases.Lease> hold;
    private final SegmentStart segmentStart;
    private final InstantSource clock;
    private final LongSupplier nanoTicker;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock.
    private boolean enabled;
    private boolean wanted;
    private boolean stopped;

    /** @param hold keeps every image and segment from being purged until it is closed */
    DirectoryReturnThread(
            Disk disk,
            NameDirectories directories,
            Supplier<Leases.Lease> hold,
            SegmentStart segmentStart,
            boolean enabled,
            InstantSource clock,
            LongSupplier nanoTicker) {
        this.disk = disk;
        this.directories = directories;
        this.hold = hold;
        this.segmentStart = segmentStart;
        this.enabled = enabled;
        this.clock = clock;
        this.nanoTicker = nanoTicker;
        this.thread = new Thread(this::run, "cairn-directory-return");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isEnabled() {
        lock.lock();
        try {
            return enabled;
        } finally {
            lock.unlock();
        }
    }

    void enable(boolean on) {
        lock.lock();
        try {
            enabled = on;
        } finally {
            lock.unlock();
        }
    }

    /** A segment was begun: time for an attempt. Returns at once. */
    void segmentBegun() {
        lock.lock();
        try {
            wanted = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what is being copied and ends the thread. */
    void stop() throws InterruptedException {
        lock.lock();
        try {
            stopped = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        thread.join();
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitAttempt()) {
            try {
                bringBack();
            } catch (RuntimeException | Error e) {
                LOG.error("Bringing directories back met a defect; the next segment tries again", e);
            }
        }
    }

    /** Waits for the next attempt; false when there will be none. A segment begun from now on is one for another. */
    private boolean awaitAttempt() {
        lock.lock();
        try {
            while (!stopped && !(wanted && enabled)) {
                wanted = false;
                changed.awaitUninterruptibly();
            }
            wanted = false;
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    private void forgetWish() {
        lock.lock();
        try {
            wanted = false;
        } finally {
            lock.unlock();
        }
    }

    private void bringBack() {
        Map<StorageDirectory, DirectoryRefill> begun = new LinkedHashMap<>();
        long startNanos = nanoTicker.getAsLong();
        for (StorageDirectory directory : failed()) {
            DirectoryRefill refill = new DirectoryRefill(
                    disk,
                    directories,
                    directory,
                    hold,
                    clock,
                    segment -> ReadableEdits.areAllOf(disk, segment),
                    this::isStopped);
            try {
                refill.begin();
                begun.put(directory, refill);
            } catch (IOException e) {
                LOG.warn("Directory {} stays out of service: {}", directory, e.getMessage());
            }
        }
        if (!begun.isEmpty() && beginSegment()) {
            begun.forEach((directory, refill) -> complete(directory, refill, startNanos));
        }
    }

    private List<StorageDirectory> failed() {
        return new ArrayList<>(directories.all().stream()
                .filter(directory -> directory.state() == StorageDirectory.State.OUT_OF_SERVICE)
                .toList());
    }

    private boolean beginSegment() {
        try {
            segmentStart.begin();
            forgetWish(); // what begins a segment here is no reason for a further attempt
            return true;
        } catch (IOException e) {
            LOG.warn("No segment could be begun, so no directory comes back: {}", e.getMessage());
            return false;
        }
    }

    private void complete(StorageDirectory directory, DirectoryRefill refill, long startNanos) {
        try {
            DirectoryRefill.Report report = refill.complete();
            report.damage().forEach(line -> LOG.error("Bringing {} back: {}", directory, line));
            LOG.info(
                    "Directory {} is back in service: {} files of {} bytes copied, {} set aside, {} ms",
                    directory,
                    report.copied(),
                    report.bytes(),
                    report.setAside(),
                    TimeUnit.NANOSECONDS.toMillis(nanoTicker.getAsLong() - startNanos));
        } catch (IOException e) {
            LOG.warn("Directory {} stays out of service: {}", directory, e.getMessage());
        }
    }
}
