package io.cairn.primary.service.checkpoint;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code cairn-checkpoint-watch}, which looks once a second. Thread-safe: {@link #close} may be called from any
 * thread.
 */
public final class CheckpointWatchThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWatchThread.class);
    private static final long SECOND = 1;

    private final ScheduledExecutorService executor;
    private final ScheduledFuture<?> looks;

    private CheckpointWatchThread(ScheduledExecutorService executor, ScheduledFuture<?> looks) {
        this.executor = executor;
        this.looks = looks;
    }

    /** Starts looking. */
    public static CheckpointWatchThread start(CheckpointWatch watch) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "cairn-checkpoint-watch");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> looks = executor.scheduleWithFixedDelay(() -> look(watch), SECOND, SECOND, TimeUnit.SECONDS);
        return new CheckpointWatchThread(executor, looks);
    }

    /** A look that fails must not be the last one. */
    private static void look(CheckpointWatch watch) {
        try {
            watch.look();
        } catch (RuntimeException | Error e) {
            LOG.error("The checkpoint watch could not look", e);
        }
    }

    /** Stops looking. */
    @Override
    public void close() {
        looks.cancel(true);
        executor.shutdownNow();
    }
}
