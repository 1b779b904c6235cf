package io.cairn.checkpointer.schedule;

import io.cairn.checkpointer.run.Checkpointing;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * The clockwork: looks at once and then every check period. Its one worker thread is {@code checkpoint_Worker-1}, the
 * checkpoint thread. Thread-safe: Quartz is.
 */
public final class Schedules implements Closeable {
    private final Scheduler scheduler;

    private Schedules(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Starts looking. */
    public static Schedules start(Checkpointing checkpointing, Duration checkPeriod) throws IOException {
        try {
            Scheduler scheduler = new StdSchedulerFactory(properties()).getScheduler();
            scheduler.setJobFactory((bundle, owner) -> new CheckpointJob(checkpointing));
            JobDetail job =
                    JobBuilder.newJob(CheckpointJob.class).withIdentity("look").build();
            scheduler.scheduleJob(
                    job,
                    TriggerBuilder.newTrigger()
                            .startNow()
                            .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                                    .withIntervalInMilliseconds(checkPeriod.toMillis())
                                    .withMisfireHandlingInstructionNextWithRemainingCount()
                                    .repeatForever())
                            .build());
            scheduler.start();
            return new Schedules(scheduler);
        } catch (SchedulerException e) {
            throw new IOException("The schedule could not be started: " + e.getMessage(), e);
        }
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "checkpoint");
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        properties.setProperty("org.quartz.threadPool.threadCount", "1");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        return properties;
    }

    /** Stops looking; waits for a run that is going on. */
    @Override
    public void close() throws IOException {
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException e) {
            throw new IOException("The schedule could not be stopped: " + e.getMessage(), e);
        }
    }
}
