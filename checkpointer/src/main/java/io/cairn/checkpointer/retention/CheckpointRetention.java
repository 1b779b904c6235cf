package io.cairn.checkpointer.retention;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.Reaper;
import io.cairn.common.layout.RetentionRule;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Keeps as many images and edits as the rule says, and removes what unfinished work left. Confined to the checkpoint
 * thread.
 */
public final class CheckpointRetention {
    private final RetentionRule rule;
    private final Reaper reaper;

    /** @param leases what is being handed out, which stays until it is let go */
    public CheckpointRetention(Disk disk, RetentionRule rule, Leases leases) {
        this.rule = rule;
        reaper = new Reaper(disk, leases);
    }

    /** Removes temporary files. To be called before a run begins, never within one. */
    public Reaper.Report removeLeftovers(NameDirectories directories) throws IOException {
        return reaper.run(RetentionRule.leftovers(directories.scan()));
    }

    /** Removes what the rule no longer keeps. To be called once the newest image is confirmed. */
    public Reaper.Report purge(NameDirectories directories) throws IOException {
        return reaper.run(rule.plan(directories.scan(), OptionalLong.empty()));
    }
}
