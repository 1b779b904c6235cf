/**
 * When a checkpoint is due. Pure decisions. Imports nothing of ours; start reading at {@link io.cairn.checkpointer.trigger.CheckpointTrigger}.
 */
@NullMarked
package io.cairn.checkpointer.trigger;

import org.jspecify.annotations.NullMarked;
