package io.cairn.checkpointer.trigger;

import java.util.Optional;

/** Decides whether a checkpoint is due. Pure: reads no clock, does no I/O, remembers nothing. */
@FunctionalInterface
public interface CheckpointTrigger {
    /** Returns why a checkpoint is due, in words for the log, or empty when it is not due. */
    Optional<String> reason(CheckpointAge age);
}
