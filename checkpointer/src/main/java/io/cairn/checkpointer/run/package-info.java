/**
 * One checkpoint from plan to retention. Imports the packages of the steps; start reading at {@link io.cairn.checkpointer.run.CheckpointRun}.
 */
@NullMarked
package io.cairn.checkpointer.run;

import org.jspecify.annotations.NullMarked;
