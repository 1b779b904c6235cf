package io.cairn.checkpointer.schedule;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one task, {@code cairn-} and its name. The wait between two turns goes by the monotonic clock, so that
 * setting the wall clock neither delays nor hastens one. Thread-safe: a latch.
 */
final class TaskThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskThread.class);

    private final Schedules.Task task;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    TaskThread(Schedules.Task task) {
        this.task = task;
        this.thread = new Thread(this::run, "cairn-" + task.name());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                turn();
            } while (!closing.await(task.every().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.error("Interrupted: there is no further turn of '{}'", task.name());
        }
    }

    /** A turn that fails, for want of memory too, must not be the last one. */
    private void turn() {
        try {
            task.work().run();
        } catch (RuntimeException | Error e) {
            tell(e);
        }
    }

    private void tell(Throwable failure) {
        try {
            LOG.error("A turn of '{}' failed; the next is in {}", task.name(), task.every(), failure);
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e); // Nobody can be told: if memory is short, also a line is too much.
        }
    }

    /** No further turn begins; one that goes on is not disturbed. */
    void end() {
        closing.countDown();
    }

    /** Ends the thread; a turn that goes on is waited for. */
    @Override
    public void close() {
        end();
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
}
