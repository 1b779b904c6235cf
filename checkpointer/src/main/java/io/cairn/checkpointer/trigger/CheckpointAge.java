package io.cairn.checkpointer.trigger;

import java.time.Duration;
import java.util.Optional;

/**
 * How far the newest confirmed image is behind. Immutable.
 *
 * @param transactions changes that are in no image both held here and proven by the primary; what the primary wrote to
 *     begin its segment does not count
 * @param sinceLast monotonic time since the last checkpoint of this process; empty before the first
 */
public record CheckpointAge(long transactions, Optional<Duration> sinceLast) {}
