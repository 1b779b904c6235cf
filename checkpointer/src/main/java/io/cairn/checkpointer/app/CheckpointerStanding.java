package io.cairn.checkpointer.app;

import io.cairn.checkpointer.run.CheckpointDirectories;
import io.cairn.checkpointer.run.CheckpointReport;
import io.cairn.checkpointer.run.CheckpointState;
import io.cairn.checkpointer.run.Checkpointing;
import io.cairn.checkpointer.run.FollowedHistory;
import io.cairn.checkpointer.run.PrimaryContact;
import io.cairn.checkpointer.run.Tail;
import io.cairn.checkpointer.run.TailState;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.status.DirectorySurvey;
import io.cairn.common.status.LossWindow;
import io.cairn.common.status.ProcessStatus;
import io.cairn.common.status.StatusPage;
import io.cairn.common.text.HumanUnits;
import io.cairn.common.transfer.PrimaryStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How this checkpointer stands. Thread-safe: asks its parts anew each time. */
final class CheckpointerStanding {
    static final String PROCESS = "checkpointer";

    /** Turns that may go by without a word before that is a problem. */
    private static final int TURNS_MISSED_MAX = 3;

    private static final Duration SHORTEST_PATIENCE = Duration.ofMinutes(1);

    private final Checkpointing checkpointing;
    private final Tail tail;
    private final PrimaryContact contact;
    private final FollowedHistory history;
    private final CheckpointDirectories directories;
    private final CheckpointerSettings settings;
    private final Disk disk;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final long startedNanos;

    CheckpointerStanding(
            Checkpointing checkpointing,
            Tail tail,
            PrimaryContact contact,
            FollowedHistory history,
            CheckpointDirectories directories,
            CheckpointerSettings settings,
            Disk disk,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.checkpointing = checkpointing;
        this.tail = tail;
        this.contact = contact;
        this.history = history;
        this.directories = directories;
        this.settings = settings;
        this.disk = disk;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
    }

    /** Figures of checkpoints made by this process. */
    StatusAnswer answer() {
        return StatusAnswer.of(checkpointing.state(), checkpointing.phase(), settings, nanoTime.getAsLong(), loss());
    }

    /** What would be lost, as far as can be told from here. */
    LossWindow loss() {
        try {
            return contact.loss();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why it is not healthy. */
    List<ProcessStatus.Problem> problems() {
        return problems(survey());
    }

    private DirectorySurvey survey() {
        return DirectorySurvey.of(
                disk, directories.all().all(), directories.states().since(), clock.millis());
    }

    /** Looks at everything, the directories on disk too. */
    ProcessStatus now() throws IOException {
        DirectorySurvey survey = survey();
        List<ProcessStatus.Problem> problems = problems(survey);
        ProcessStatus.Health health = ProcessStatus.health(true, problems);
        return new ProcessStatus(
                PROCESS,
                Optional.ofNullable(Checkpointer.class.getPackage().getImplementationVersion())
                        .orElse("(unpackaged)"),
                Duration.ofNanos(nanoTime.getAsLong() - startedNanos).toMillis(),
                clock.instant().toString(),
                health.name().toLowerCase(Locale.ROOT),
                health == ProcessStatus.Health.HEALTHY,
                problems,
                new ProcessStatus.Start(true, "serving", 100, List.of()),
                contact.loss(),
                checkpoint(survey),
                contact.status().map(this::txids).orElse(null),
                null,
                List.of(peer()),
                survey.directories(),
                survey.images(),
                survey.segments(),
                null);
    }

    /** What a page says beyond the status. */
    List<StatusPage.Fact> work() {
        StatusAnswer answer = answer();
        List<StatusPage.Fact> facts = new ArrayList<>();
        String running = answer.running();
        facts.add(new StatusPage.Fact("Now", running == null ? "none is being made" : "one is being made: " + running));
        facts.add(new StatusPage.Fact("Next", answer.nextDue()));
        facts.add(new StatusPage.Fact("Made", HumanUnits.count(answer.completed()) + " since this start"));
        TailState tailed = tail.state();
        if (tailed.fetchedNanos() != 0) {
            facts.add(new StatusPage.Fact(
                    "Between",
                    "held to txid " + tailed.heldTxid() + ", fetched "
                            + HumanUnits.time(Duration.ofNanos(nanoTime.getAsLong() - tailed.fetchedNanos())) + " ago"
                            + (tailed.warmTxid() < 0 ? "" : "; applied to txid " + tailed.warmTxid())));
        }
        StatusAnswer.Last last = answer.last();
        if (last != null) {
            facts.add(new StatusPage.Fact("The last one", made(last)));
        }
        return facts;
    }

    private static String made(StatusAnswer.Last last) {
        return HumanUnits.count(last.transactions()) + " transactions on image "
                + HumanUnits.count(last.baseTxid()) + ", "
                + HumanUnits.count(last.inodes()) + " inodes, "
                + HumanUnits.bytes(last.imageBytes()) + ", in "
                + HumanUnits.time(Duration.ofMillis(last.totalMillis())) + "; why: " + last.reason();
    }

    private ProcessStatus.Txids txids(PrimaryStatus primary) {
        return new ProcessStatus.Txids(
                primary.lastWrittenTxid(),
                primary.durableTxid(),
                primary.currentSegmentFirstTxid(),
                primary.mostRecentImageTxid(),
                checkpointing.state().transactionsBehind());
    }

    /** The last one that this process made, else the newest image here that the primary has too. */
    private ProcessStatus.@Nullable Checkpoint checkpoint(DirectorySurvey survey) throws IOException {
        CheckpointState state = checkpointing.state();
        Optional<CheckpointReport> report = state.lastReport();
        if (report.isPresent()) {
            return new ProcessStatus.Checkpoint(
                    true,
                    report.get().txid(),
                    Duration.ofNanos(nanoTime.getAsLong() - state.lastNanos()).toMillis(),
                    report.get().finished().toString(),
                    digest(report.get().txid()),
                    "this checkpointer");
        }
        long proven = contact.provenTxid();
        return survey.images().stream()
                .filter(image -> image.txid() == proven)
                .findFirst()
                .map(image -> new ProcessStatus.Checkpoint(
                        true,
                        proven,
                        image.ageMillis(),
                        Instant.ofEpochMilli(clock.millis() - image.ageMillis()).toString(),
                        digest(proven),
                        "an earlier run"))
                .orElse(null);
    }

    /** As it lies beside the image. */
    private @Nullable String digest(long txid) {
        try {
            Optional<Path> image = directories.image(txid);
            return image.isEmpty()
                    ? null
                    : DigestSidecar.read(disk, image.get())
                            .map(NamespaceDigest::toString)
                            .orElse(null);
        } catch (IOException e) {
            return null; // The survey of the directories tells what is wrong with them.
        }
    }

    private ProcessStatus.Peer peer() {
        return new ProcessStatus.Peer(
                "primary",
                settings.primary().toString(),
                contact.silence().map(Duration::toMillis).orElse(-1L),
                -1,
                -1,
                contact.trouble().orElse(null));
    }

    /** The worst first. */
    private List<ProcessStatus.Problem> problems(DirectorySurvey survey) {
        List<ProcessStatus.Problem> problems = new ArrayList<>();
        for (ProcessStatus.Directory directory : survey.directories()) {
            if (!directory.whole()) {
                problems.add(new ProcessStatus.Problem(
                        false,
                        "directory-failed",
                        "Directory " + directory.path() + " is out of service: " + directory.why(),
                        "see to its disk; nothing more is written there: ops/runbooks/directory-failed.md"));
            }
        }
        addSidecars(problems);
        history.conflict()
                .ifPresent(conflict -> problems.add(new ProcessStatus.Problem(
                        true,
                        "checkpointer-ahead",
                        "Neither fetched nor checkpointed: " + conflict,
                        "stop the primary and bring the newer state back with cairn restore --from CHECKPOINTER; only if"
                                + " going back was meant: cairn checkpoints abandon --after TXID --reason TEXT:"
                                + " ops/runbooks/checkpointer-ahead.md")));
        addPrimary(problems);
        addLate(problems);
        String tailing = tail.state().failure();
        boolean told = contact.trouble().isPresent() || history.conflict().isPresent();
        if (tailing != null && !told) {
            problems.add(new ProcessStatus.Problem(
                    false,
                    "tail-failing",
                    "What changes is not fetched between checkpoints: " + tailing,
                    "it is tried again each " + HumanUnits.time(settings.tailPeriod())));
        }
        problems.sort(Comparator.comparing(problem -> !problem.critical()));
        return problems;
    }

    private void addSidecars(List<ProcessStatus.Problem> problems) {
        List<String> faults;
        try {
            faults = directories.images().faults();
        } catch (IOException e) {
            return; // The survey of the directories tells what is wrong with them.
        }
        if (!faults.isEmpty()) {
            problems.add(new ProcessStatus.Problem(
                    false,
                    "sidecar-damaged",
                    "Damaged or missing beside images: " + String.join("; ", faults),
                    "what else there is of the images is used meanwhile: ops/runbooks/sidecar-damaged.md"));
        }
    }

    /**
     * Turns that do not come, whatever keeps them: nothing fails then that would tell. While a checkpoint is being made,
     * both kinds may have to wait for it; a look may have to wait for a tail that has much to fetch.
     */
    private void addLate(List<ProcessStatus.Problem> problems) {
        if (checkpointing.phase().isPresent() || contact.trouble().isPresent()) {
            return;
        }
        Duration silence = contact.sinceAnswer().orElse(since(startedNanos));
        long retryNanos = checkpointing.state().retryNanos();
        boolean waits = retryNanos != 0 && !isLate(since(retryNanos), settings.effectiveCheckPeriod());
        if (isLate(silence, settings.effectiveCheckPeriod()) && !waits) {
            problems.add(new ProcessStatus.Problem(
                    true,
                    "not-looking",
                    "The primary was last asked " + HumanUnits.time(silence) + " ago, though it should be each "
                            + HumanUnits.time(settings.effectiveCheckPeriod()) + ": no checkpoint is being made",
                    "restart the checkpointer: ops/runbooks/checkpointer-silent.md"));
        }
        TailState tailed = tail.state();
        boolean tails = settings.tails() && tailed.fetchedNanos() != 0 && tailed.failure() == null;
        if (tails && isLate(since(tailed.fetchedNanos()), settings.tailPeriod())) {
            problems.add(new ProcessStatus.Problem(
                    false,
                    "not-tailing",
                    "What changes was last fetched " + HumanUnits.time(since(tailed.fetchedNanos()))
                            + " ago, though it should be each " + HumanUnits.time(settings.tailPeriod()),
                    "if it lasts, restart the checkpointer: ops/runbooks/checkpointer-silent.md"));
        }
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(nanoTime.getAsLong() - nanos);
    }

    private static boolean isLate(Duration since, Duration every) {
        Duration patience = every.multipliedBy(TURNS_MISSED_MAX);
        return since.compareTo(patience) > 0 && since.compareTo(SHORTEST_PATIENCE) > 0;
    }

    private void addPrimary(List<ProcessStatus.Problem> problems) {
        StatusAnswer.Failure failure = answer().failure();
        Optional<String> trouble = contact.trouble();
        if (trouble.isPresent()) {
            Duration silence = contact.silence().orElse(Duration.ofNanos(nanoTime.getAsLong() - startedNanos));
            problems.add(new ProcessStatus.Problem(
                    silence.compareTo(settings.period()) > 0,
                    "primary-away",
                    "The primary does not answer, "
                            + (contact.silence().isPresent() ? "for " : "and has not since this start, ")
                            + HumanUnits.time(silence) + ": " + trouble.get(),
                    "is it running? If it cannot be brought back: ops/runbooks/primary-lost.md"));
        } else if (failure != null && history.conflict().isEmpty()) {
            problems.add(new ProcessStatus.Problem(
                    failure.inARow() > 2,
                    "checkpoint-failing",
                    "The last checkpoint failed"
                            + (failure.phase() == null ? "" : " at the step '" + failure.phase() + "'")
                            + (failure.inARow() > 1 ? ", " + failure.inARow() + " times in a row: " : ": ")
                            + failure.message(),
                    "it is tried again by itself: ops/runbooks/checkpoint-failing.md"));
        }
    }
}
