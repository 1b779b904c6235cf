package io.cairn.checkpointer.schedule;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clockwork: does each task at once and then again and again, on a thread of its own. Its periods are those of the
 * monotonic clock, so that setting the wall clock neither delays nor hastens a turn. Thread-safe: all fields are fixed.
 */
public final class Schedules implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    private final List<ScheduledExecutorService> executors;

    private Schedules(List<ScheduledExecutorService> executors) {
        this.executors = executors;
    }

    /**
     * Something done again and again; never twice at a time. Immutable.
     *
     * @param name unique; its thread is called {@code cairn-} and this
     * @param every from the end of one turn to the begin of the next
     * @param work what it throws is logged, and ends the turn but not the schedule
     */
    public record Task(String name, Duration every, Runnable work) {}

    /** Starts all {@code tasks}. */
    public static Schedules start(List<Task> tasks) {
        return new Schedules(tasks.stream().map(Schedules::start).toList());
    }

    private static ScheduledExecutorService start(Task task) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(turns -> {
            Thread thread = new Thread(turns, "cairn-" + task.name());
            thread.setDaemon(true);
            return thread;
        });
        var unused = executor.scheduleWithFixedDelay(
                () -> turn(task), 0, task.every().toNanos(), TimeUnit.NANOSECONDS);
        return executor;
    }

    /** A turn that fails, for want of memory too, must not be the last one. */
    private static void turn(Task task) {
        try {
            task.work().run();
        } catch (RuntimeException | Error e) {
            tell(task, e);
        }
    }

    private static void tell(Task task, Throwable failure) {
        try {
            LOG.error("A turn of '{}' failed; the next is in {}", task.name(), task.every(), failure);
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e); // Nobody can be told: if memory is short, also a line is too much.
        }
    }

    /** Stops; waits for what is going on, and does not disturb it. */
    @Override
    public void close() {
        executors.forEach(ScheduledExecutorService::shutdown);
        boolean interrupted = false;
        for (ScheduledExecutorService executor : executors) {
            while (!executor.isTerminated()) {
                try {
                    executor.awaitTermination(1, TimeUnit.DAYS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
