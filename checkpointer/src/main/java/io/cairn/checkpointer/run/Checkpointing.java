package io.cairn.checkpointer.run;

import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.checkpointer.trigger.CheckpointAge;
import io.cairn.checkpointer.trigger.CheckpointTrigger;
import io.cairn.common.base.FatalHandler;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.transfer.PrimaryStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a checkpoint is due, makes it, and remembers how it went. The primary is asked first; nothing is
 * transferred when no checkpoint is due. After a failure the next look waits, twice as long each time up to a bound.
 * Thread-safe: runs are made one at a time under a lock, the state is an immutable value that is replaced.
 */
public final class Checkpointing {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointing.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final String MORE_MEMORY =
            "start this process with more heap (environment CAIRN_HEAP, for example 2g), or"
                    + " lower cairn.checkpoint.merge.overlay and cairn.checkpoint.merge.cache";
    private static final long NOTHING = -1;

    private final CheckpointRun run;
    private final AtomicReference<@Nullable Phase> phase;
    private final PrimaryClient primary;
    private final HeldImages images;
    private final CheckpointTrigger trigger;
    private final Duration longestWait;
    private final int mergeFailuresMax;
    private final FatalHandler fatal;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final AtomicLong digestAlarms = new AtomicLong();
    private final ReentrantLock running = new ReentrantLock();
    private volatile CheckpointState state = CheckpointState.initial();

    /**
     * @param phase where the run notes the step it is at
     * @param longestWait bound of the wait after failures
     * @param mergeFailuresMax failed merges in a row that are put up with; one more is fatal
     */
    public Checkpointing(
            CheckpointRun run,
            AtomicReference<@Nullable Phase> phase,
            PrimaryClient primary,
            HeldImages images,
            CheckpointTrigger trigger,
            Duration longestWait,
            int mergeFailuresMax,
            FatalHandler fatal,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.run = run;
        this.phase = phase;
        this.primary = primary;
        this.images = images;
        this.trigger = trigger;
        this.longestWait = longestWait;
        this.mergeFailuresMax = mergeFailuresMax;
        this.fatal = fatal;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** How things stand. */
    public CheckpointState state() {
        return state;
    }

    /** The step a run is at; empty when none is running. */
    public Optional<Phase> phase() {
        return Optional.ofNullable(phase.get());
    }

    /**
     * Looks, and makes a checkpoint if one is due. Does nothing while another call does, or while the wait after a
     * failure lasts.
     */
    public void look() {
        if (!running.tryLock()) {
            return;
        }
        try {
            CheckpointState before = state;
            if (before.retryNanos() == 0 || nanoTime.getAsLong() - before.retryNanos() >= 0) {
                attempt(Optional.empty());
            }
        } finally {
            running.unlock();
        }
    }

    /**
     * Makes a checkpoint on request: now, or after the look or the run that is going on.
     *
     * @param force also when nothing changed since the last image
     * @return how things stand after it
     */
    public CheckpointState request(boolean force) {
        running.lock();
        try {
            attempt(Optional.of(force));
            return state;
        } finally {
            state = state.requestEnded();
            running.unlock();
        }
    }

    private void attempt(Optional<Boolean> requested) {
        try {
            PrimaryStatus status = primary.status();
            run.follow(status);
            long own = images.newest().map(ImageFile::txid).orElse(NOTHING);
            CheckpointAge age = age(status, own);
            state = state.looked(clock.instant(), age.transactions(), status.mostRecentImageTxid());
            Optional<String> reason =
                    own == NOTHING ? Optional.of("no image is held here yet") : reason(age, requested);
            if (reason.isPresent()) {
                CheckpointReport report = run.run(reason.get());
                state = state.succeeded(report, nanoTime.getAsLong());
            }
        } catch (IOException | RuntimeException | Error e) {
            failed(e); // The next attempt begins anew, with nothing of this one in memory.
        } finally {
            phase.set(null);
        }
    }

    private Optional<String> reason(CheckpointAge age, Optional<Boolean> requested) {
        if (requested.isEmpty()) {
            return trigger.reason(age);
        }
        if (requested.get()) {
            return Optional.of("requested with force");
        }
        return age.transactions() > 0
                ? Optional.of("requested, " + age.transactions() + " transactions are in no image")
                : Optional.empty();
    }

    /**
     * Counts from the older of our newest image and the newest that the primary counts as proven: an image that it saved by
     * itself is neither here nor proven. The transaction that begins the open segment is no change.
     */
    private CheckpointAge age(PrimaryStatus status, long ownTxid) {
        Long proven = status.provenTxid();
        long from = Math.min(ownTxid, proven == null ? status.mostRecentImageTxid() : proven);
        long behind = status.lastWrittenTxid() - from;
        if (status.currentSegmentFirstTxid() == from + 1) {
            behind--;
        }
        CheckpointState now = state;
        Optional<Duration> since = now.lastNanos() == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - now.lastNanos()));
        return new CheckpointAge(Math.max(0, behind), since);
    }

    private void failed(Throwable cause) {
        boolean merge = cause instanceof MergeFailedException;
        int inARow = state.failuresInARow() + 1;
        Duration wait = wait(inARow);
        Phase at = phase.get();
        state = state.failed(describe(cause), clock.instant(), merge, nanoTime.getAsLong() + wait.toNanos(), at);
        if (state.mergeFailuresInARow() > mergeFailuresMax) {
            fatal.fatal("making checkpoints: " + state.mergeFailuresInARow() + " merges failed in a row", cause);
        } else if (cause instanceof DigestAlarmException) {
            digestAlarms.incrementAndGet();
            LOG.error("Checkpoint refused, attempt {}; next in {} s: {}", inARow, wait.toSeconds(), describe(cause));
        } else if (cause instanceof RuntimeException || cause instanceof Error) {
            LOG.error(
                    "Checkpoint failed, attempt {}; next in {} s: {}",
                    inARow,
                    wait.toSeconds(),
                    describe(cause),
                    cause);
        } else {
            LOG.warn("Checkpoint failed, attempt {}; next in {} s: {}", inARow, wait.toSeconds(), describe(cause));
        }
    }

    /** Images that did not hold what the primary's namespace holds, found here or there, since the start. */
    public long digestAlarms() {
        return digestAlarms.get();
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        String kind = cause.getClass().getSimpleName();
        String said = message == null ? kind : cause instanceof Error ? kind + ": " + message : message;
        return isForWantOfMemory(cause) ? said + "; " + MORE_MEMORY : said;
    }

    private static boolean isForWantOfMemory(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    private Duration wait(int failuresInARow) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(failuresInARow - 1, 20));
        return wait.compareTo(longestWait) > 0 ? longestWait : wait;
    }
}
