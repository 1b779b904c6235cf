package io.cairn.primary.restart;

import java.io.IOException;

/**
 * Decides what a recovery does at each problem, in HDFS's terms (spec edits.md §6). Called on the thread that recovers.
 */
public interface RecoveryChoices {
    /** What may be decided. */
    enum Choice {
        /** Do without what is lost here and go on. */
        CONTINUE,
        /** Do without everything from here on. */
        STOP,
        /** Give up: nothing is saved. */
        QUIT
    }

    /** @throws IOException if nobody can be asked */
    Choice choose(RecoveryReport.Entry problem) throws IOException;
}
