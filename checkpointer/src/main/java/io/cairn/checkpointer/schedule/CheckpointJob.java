package io.cairn.checkpointer.schedule;

import io.cairn.checkpointer.run.Checkpointing;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** One look. Quartz runs at most one at a time; a look that comes due meanwhile is dropped. */
@DisallowConcurrentExecution
final class CheckpointJob implements Job {
    private final Checkpointing checkpointing;

    CheckpointJob(Checkpointing checkpointing) {
        this.checkpointing = checkpointing;
    }

    @Override
    public void execute(JobExecutionContext context) {
        checkpointing.look();
    }
}
