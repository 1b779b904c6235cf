package io.cairn.checkpointer.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** One turn of a task. Quartz runs at most one of each at a time; a turn that comes due meanwhile is dropped. */
@DisallowConcurrentExecution
final class TaskJob implements Job {
    private final Runnable work;

    TaskJob(Runnable work) {
        this.work = work;
    }

    @Override
    public void execute(JobExecutionContext context) {
        work.run();
    }
}
