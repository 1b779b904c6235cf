package io.cairn.checkpointer.schedule;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * The clockwork: does each task at once and then every period of its own, on a thread of its own ({@code
 * checkpoint_Worker-1} and so on). Thread-safe: Quartz is.
 */
public final class Schedules implements Closeable {
    private final Scheduler scheduler;

    private Schedules(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Something done again and again; never twice at a time. Immutable.
     *
     * @param name unique
     * @param work throws nothing
     */
    public record Task(String name, Duration every, Runnable work) {}

    /** Starts all {@code tasks}. */
    public static Schedules start(List<Task> tasks) throws IOException {
        try {
            Scheduler scheduler = new StdSchedulerFactory(properties(tasks.size())).getScheduler();
            scheduler.setJobFactory((bundle, owner) ->
                    new TaskJob(work(tasks, bundle.getJobDetail().getKey().getName())));
            for (Task task : tasks) {
                schedule(scheduler, task);
            }
            scheduler.start();
            return new Schedules(scheduler);
        } catch (SchedulerException e) {
            throw new IOException("The schedule could not be started: " + e.getMessage(), e);
        }
    }

    private static Runnable work(List<Task> tasks, String name) {
        return tasks.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nothing is known of a task " + name))
                .work();
    }

    private static void schedule(Scheduler scheduler, Task task) throws SchedulerException {
        JobDetail job =
                JobBuilder.newJob(TaskJob.class).withIdentity(task.name()).build();
        scheduler.scheduleJob(
                job,
                TriggerBuilder.newTrigger()
                        .startNow()
                        .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                                .withIntervalInMilliseconds(task.every().toMillis())
                                .withMisfireHandlingInstructionNextWithRemainingCount()
                                .repeatForever())
                        .build());
    }

    private static Properties properties(int threads) {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "checkpoint");
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(threads));
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        return properties;
    }

    /** Stops; waits for what is going on. */
    @Override
    public void close() throws IOException {
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException e) {
            throw new IOException("The schedule could not be stopped: " + e.getMessage(), e);
        }
    }
}
