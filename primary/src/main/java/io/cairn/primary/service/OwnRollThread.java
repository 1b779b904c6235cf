package io.cairn.primary.service;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which the primary rolls by itself: looks from time to time whether the segment being written is to be
 * ended, so that a checkpointer has something to fetch and no segment grows without bound. Rolls that others asked for
 * count as well. Ends with {@link #close}, or when nothing can be logged any more. Thread-safe: a latch.
 */
public final class OwnRollThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnRollThread.class);

    private final OpenSegment segment;
    private final OwnRollRule rule;
    private final Duration betweenLooks;
    private final LongSupplier nanoTicker;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    // Confined to the thread, or to a test that never starts it.
    private long segmentFirstTxid;
    private long segmentSeenNanos;

    /** @param betweenLooks how long it waits between two looks */
    public OwnRollThread(OpenSegment segment, OwnRollRule rule, Duration betweenLooks, LongSupplier nanoTicker) {
        this.segment = segment;
        this.rule = rule;
        this.betweenLooks = betweenLooks;
        this.nanoTicker = nanoTicker;
        this.segmentFirstTxid = segment.segmentFirstTxid();
        this.segmentSeenNanos = nanoTicker.getAsLong();
        this.thread = new Thread(this::run, "cairn-roll");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Ends the thread; a roll that goes on is waited for. */
    @Override
    public void close() {
        closing.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing.await(betweenLooks.toMillis(), TimeUnit.MILLISECONDS)) {
                lookAgainWhateverHappens();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("The primary no longer rolls by itself: {}", e.getMessage());
        }
    }

    /** A defect must not be the end of rolling. */
    private void lookAgainWhateverHappens() throws IOException {
        try {
            look();
        } catch (RuntimeException | Error e) {
            LOG.error("Rolling by itself met a defect; the next look tries again", e);
        }
    }

    /**
     * Rolls if that is due. A segment's age counts from the look that first saw it.
     *
     * @return true if it rolled
     * @throws IOException if nothing can be logged any more
     */
    boolean look() throws IOException {
        long first = segment.segmentFirstTxid();
        long now = nanoTicker.getAsLong();
        if (first != segmentFirstTxid) {
            segmentFirstTxid = first;
            segmentSeenNanos = now;
        }
        Optional<String> reason =
                rule.reason(segment.lastWrittenTxid() - first + 1, Duration.ofNanos(now - segmentSeenNanos));
        if (reason.isEmpty()) {
            return false;
        }
        segmentFirstTxid = segment.roll();
        segmentSeenNanos = nanoTicker.getAsLong();
        LOG.info("Rolled by itself: {}; the segment being written begins at txid {}", reason.get(), segmentFirstTxid);
        return true;
    }
}
