package io.cairn.cli;

import io.cairn.checkpointer.app.StatusAnswer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Has a checkpoint made and waits for its end, saying on the side which step it is at when it takes long. Single use, one
 * thread.
 */
final class CheckpointWait {
    private static final long QUIET_NANOS = Duration.ofSeconds(2).toNanos();

    private final CheckpointerClient checkpointer;
    private final PrintWriter side;
    private final LongSupplier nanos;
    private final Pause pause;
    private final long began;
    private long told;

    /** Lets some time pass between two looks. */
    @FunctionalInterface
    interface Pause {
        void run() throws IOException;
    }

    /** How it ended. */
    enum Kind {
        MADE,
        NOT_NEEDED,
        FAILED
    }

    /** How it ended, with the status that says so. Immutable. */
    record Outcome(Kind kind, StatusAnswer status) {}

    /**
     * @param side where progress goes, from the second second on
     * @param nanos a monotonic clock
     */
    CheckpointWait(CheckpointerClient checkpointer, PrintWriter side, LongSupplier nanos, Pause pause) {
        this.checkpointer = checkpointer;
        this.side = side;
        this.nanos = nanos;
        this.pause = pause;
        this.began = nanos.getAsLong();
        this.told = began;
    }

    /** Asks; waits first for a checkpoint that is being made already, because it may not hold the latest changes. */
    Outcome make(boolean force, String reason) throws IOException, Failure {
        StatusAnswer before = checkpointer.status();
        OptionalLong attempt = checkpointer.run(force, reason);
        while (attempt.isEmpty()) {
            pause.run();
            before = checkpointer.status();
            tell(before);
            attempt = checkpointer.run(force, reason);
        }
        StatusAnswer now = checkpointer.status();
        while (now.attempts() < attempt.getAsLong()) {
            pause.run();
            now = checkpointer.status();
            tell(now);
            if (now.attempts() < before.attempts()) {
                throw new Failure("The checkpointer was started anew meanwhile", "ask again: cairn checkpoint --wait");
            }
        }
        return new Outcome(kind(before, now), now);
    }

    private static Kind kind(StatusAnswer before, StatusAnswer now) {
        if (now.completed() > before.completed()) {
            return Kind.MADE;
        }
        boolean newFailure = now.failure() != null && !Objects.equals(failedAt(now), failedAt(before));
        return newFailure ? Kind.FAILED : Kind.NOT_NEEDED;
    }

    private static String failedAt(StatusAnswer status) {
        StatusAnswer.Failure failure = status.failure();
        return failure == null ? "" : failure.at();
    }

    private void tell(StatusAnswer status) {
        long now = nanos.getAsLong();
        if (now - told >= QUIET_NANOS) {
            told = now;
            String step = status.running() == null ? "waiting" : status.running();
            side.println(
                    "checkpoint: " + step + ", " + Duration.ofNanos(now - began).toSeconds() + " s");
            side.flush();
        }
    }
}
