package io.cairn.checkpointer.schedule;

import java.time.Duration;
import java.util.List;

/**
 * The clockwork: does each task at once and then again and again, on a thread of its own. Its periods are those of the
 * monotonic clock; the wall clock is not asked. Thread-safe: all fields are fixed.
 */
public final class Schedules implements AutoCloseable {
    private final List<TaskThread> threads;

    private Schedules(List<TaskThread> threads) {
        this.threads = threads;
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
        List<TaskThread> threads = tasks.stream().map(TaskThread::new).toList();
        threads.forEach(TaskThread::start);
        return new Schedules(threads);
    }

    /** Stops; waits for what is going on. */
    @Override
    public void close() {
        threads.forEach(TaskThread::end);
        threads.forEach(TaskThread::close);
    }
}
