package io.cairn.primary.app;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirectoryStates;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.restore.RestoreRecord;
import io.cairn.common.status.DirectorySurvey;
import io.cairn.common.status.LossWindow;
import io.cairn.common.status.ProcessStatus;
import io.cairn.common.text.HumanUnits;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.service.SafeMode;
import io.cairn.primary.service.StartupFindings;
import io.cairn.primary.service.checkpoint.CheckpointWatch;
import io.cairn.primary.service.storage.SpaceGuard;
import io.cairn.primary.wire.http.Startup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How this primary stands, from the first moment of its start on. Thread-safe: asks its parts anew each time. */
final class PrimaryStanding {
    static final String PROCESS = "primary";

    private final PrimarySettings settings;
    private final Disk disk;
    private final Startup<PrimaryRuntime> startup;
    private final StartupFindings findings;
    private final InstantSource clock;
    private final LongSupplier nanoTicker;
    private final long startedNanos;

    PrimaryStanding(
            PrimarySettings settings,
            Disk disk,
            Startup<PrimaryRuntime> startup,
            StartupFindings findings,
            InstantSource clock,
            LongSupplier nanoTicker) {
        this.settings = settings;
        this.disk = disk;
        this.startup = startup;
        this.findings = findings;
        this.clock = clock;
        this.nanoTicker = nanoTicker;
        this.startedNanos = nanoTicker.getAsLong();
    }

    /** Looks at everything, the directories on disk too. */
    ProcessStatus now() {
        Optional<PrimaryRuntime> runtime = startup.result();
        return runtime.isPresent() ? serving(runtime.get()) : starting();
    }

    /** Why it is not healthy, without a look at the disks; empty while starting. */
    List<ProcessStatus.Problem> problems() {
        return startup.result()
                .map(runtime -> problems(runtime, List.of(), null))
                .orElse(List.of());
    }

    private ProcessStatus starting() {
        return status(false, List.of(), DirectorySurvey.of(disk, configured(), Map.of(), clock.millis()), null);
    }

    /** What cannot be used ends the start, which says so. */
    private List<StorageDirectory> configured() {
        try {
            return NameDirectories.configured(settings.imageDirectories(), settings.editsDirectories());
        } catch (InconsistentStorageException e) {
            return List.of();
        }
    }

    private ProcessStatus serving(PrimaryRuntime runtime) {
        Map<Path, Instant> since = runtime.storage().directories().stream()
                .collect(Collectors.toMap(
                        DirectoryStates.DirectoryState::root,
                        DirectoryStates.DirectoryState::since,
                        (first, second) -> first));
        DirectorySurvey survey = DirectorySurvey.of(disk, runtime.directories().all(), since, clock.millis());
        return status(true, problems(runtime, survey.directories(), survey.segments()), survey, runtime);
    }

    private ProcessStatus status(
            boolean ready,
            List<ProcessStatus.Problem> problems,
            DirectorySurvey survey,
            @Nullable PrimaryRuntime runtime) {
        ProcessStatus.Health health = ProcessStatus.health(ready, problems);
        return new ProcessStatus(
                PROCESS,
                version(),
                Duration.ofNanos(nanoTicker.getAsLong() - startedNanos).toMillis(),
                clock.instant().toString(),
                health.name().toLowerCase(Locale.ROOT),
                health == ProcessStatus.Health.HEALTHY,
                problems,
                new ProcessStatus.Start(ready, startup.phase(), startup.percent(), found()),
                runtime == null ? null : runtime.watch().loss(),
                runtime == null ? null : runtime.watch().lastProven(),
                runtime == null ? null : txids(runtime),
                runtime == null ? null : safe(runtime.namespace().safeMode()),
                runtime == null ? List.of() : runtime.watch().peers(),
                survey.directories(),
                runtime == null ? List.of() : survey.images(),
                runtime == null ? null : survey.segments(),
                runtime == null ? null : lastRestore(runtime));
    }

    private List<String> found() {
        return findings.all().stream().map(StartupFindings.Finding::text).toList();
    }

    /** Each restored directory has the same record. */
    private ProcessStatus.@Nullable Restore lastRestore(PrimaryRuntime runtime) {
        for (StorageDirectory directory : runtime.directories().all()) {
            try {
                Optional<RestoreRecord> record = RestoreRecord.read(disk, directory.current());
                if (record.isPresent()) {
                    return restore(record.get());
                }
            } catch (IOException e) {
                // For people only: what cannot be read is not shown.
            }
        }
        return null;
    }

    private static ProcessStatus.Restore restore(RestoreRecord record) {
        String lost = record.lost().isEmpty()
                ? "how many transactions were lost was not known"
                : (record.lostIsExact() ? "" : "at least ")
                        + HumanUnits.count(record.lost().getAsLong()) + " transactions were lost";
        return new ProcessStatus.Restore(
                record.at().toString(),
                record.from(),
                record.txid(),
                lost + "; by " + record.by() + "; what was there before is in " + record.replaced());
    }

    private static String version() {
        return Optional.ofNullable(Primary.class.getPackage().getImplementationVersion())
                .orElse("(unpackaged)");
    }

    private static ProcessStatus.Txids txids(PrimaryRuntime runtime) {
        NamespaceService namespace = runtime.namespace();
        long image = runtime.checkpoint().imageTxid();
        return new ProcessStatus.Txids(
                namespace.lastWrittenTxid(),
                namespace.durableTxid(),
                namespace.segmentFirstTxid(),
                image,
                runtime.watch().changesBeyond(image));
    }

    private static ProcessStatus.Safe safe(SafeMode safeMode) {
        return new ProcessStatus.Safe(
                safeMode.isOn(),
                safeMode.causes().stream().map(PrimaryStanding::words).toList());
    }

    private static String words(SafeMode.Cause cause) {
        String who =
                switch (cause.reason()) {
                    case OPERATOR -> "An operator turned it on";
                    case LOW_SPACE -> "Too little room on the disks";
                };
        return who + " at " + cause.since() + (cause.detail().isEmpty() ? "" : ": " + cause.detail());
    }

    /** The worst first. */
    private List<ProcessStatus.Problem> problems(
            PrimaryRuntime runtime, List<ProcessStatus.Directory> looked, ProcessStatus.@Nullable Segments segments) {
        List<ProcessStatus.Problem> problems = new ArrayList<>();
        addDirectories(problems, runtime, looked);
        addCheckpoints(problems, runtime.watch(), runtime.namespace().lastWrittenTxid());
        runtime.access()
                .receiver()
                .alarm()
                .last()
                .ifPresent(refusal -> problems.add(new ProcessStatus.Problem(
                        true,
                        "checkpoint-refused",
                        "A checkpoint was refused, the old image stays: " + refusal,
                        "keep both images and find out which is right: ops/runbooks/checkpoint-refused.md")));
        for (StartupFindings.Finding finding : findings.all()) {
            if (finding.severity() == StartupFindings.Severity.ERROR) {
                problems.add(new ProcessStatus.Problem(
                        false,
                        "start-found-damage",
                        "Found at the start: " + finding.text(),
                        "see whether a copy must be replaced: ops/runbooks/start-found-damage.md"));
            }
        }
        addSafeMode(problems, runtime.namespace().safeMode());
        addVolumes(problems, runtime);
        for (String why : runtime.access().receiver().room().leftOut()) {
            problems.add(new ProcessStatus.Problem(
                    false,
                    "disk-full",
                    "A directory gets no image, but goes on taking edits: " + why,
                    "make room; it gets the next image then: ops/runbooks/disk-full.md"));
        }
        if (segments != null && !segments.missing().isEmpty()) {
            problems.add(new ProcessStatus.Problem(
                    true,
                    "segments-missing",
                    "Finalised segments are missing: " + String.join(", ", segments.missing()),
                    "have an image saved before the next restart: ops/runbooks/segments-missing.md"));
        }
        problems.sort(Comparator.comparing(problem -> !problem.critical()));
        return problems;
    }

    private static void addDirectories(
            List<ProcessStatus.Problem> problems, PrimaryRuntime runtime, List<ProcessStatus.Directory> looked) {
        for (StorageDirectory directory : runtime.directories().all()) {
            directory
                    .fault()
                    .ifPresent(fault -> problems.add(directoryFailed(directory.toString(), fault.getMessage())));
        }
        for (ProcessStatus.Directory directory : looked) {
            String why = directory.why();
            boolean told = problems.stream().anyMatch(problem -> problem.text().contains(directory.path() + " "));
            if (why != null && !told) {
                problems.add(directoryFailed(directory.path(), why));
            }
        }
    }

    private static ProcessStatus.Problem directoryFailed(String path, @Nullable String why) {
        return new ProcessStatus.Problem(
                false,
                "directory-failed",
                "Directory " + path + " is out of service: " + why,
                "see to its disk; nothing more is written there: ops/runbooks/directory-failed.md");
    }

    /** A full one is safe mode's business, which says so. */
    private static void addVolumes(List<ProcessStatus.Problem> problems, PrimaryRuntime runtime) {
        boolean lowSpace =
                runtime.namespace().safeMode().cause(SafeMode.Reason.LOW_SPACE).isPresent();
        for (SpaceGuard.Volume volume : runtime.storage().volumes()) {
            if (volume.level() != SpaceGuard.Level.PLENTY && !lowSpace) {
                problems.add(new ProcessStatus.Problem(
                        false,
                        "disk-full",
                        "The disk of " + volume.path() + " is nearly full: "
                                + (volume.usableBytes() < 0
                                        ? "how much is free cannot be told"
                                        : HumanUnits.bytes(volume.usableBytes()) + " free"),
                        "make room before changes are refused: ops/runbooks/disk-full.md"));
            }
        }
    }

    private static void addCheckpoints(List<ProcessStatus.Problem> problems, CheckpointWatch watch, long lastTxid) {
        watch.stale()
                .ifPresent(
                        reason -> problems.add(
                                new ProcessStatus.Problem(
                                        false,
                                        "checkpoint-overdue",
                                        "Checkpoint overdue: " + reason,
                                        "cairn checkpoint --status says what the checkpointer is at: ops/runbooks/checkpoint-overdue.md")));
        LossWindow loss = watch.loss();
        Duration silence = watch.silence();
        if (silence.compareTo(watch.period()) > 0) {
            problems.add(new ProcessStatus.Problem(
                    false,
                    "checkpointer-silent",
                    "No checkpointer has asked for " + HumanUnits.time(silence)
                            + (loss.known() ? "" : ", and none since this start"),
                    "is it running, and is cairn.primary.url this primary's? ops/runbooks/checkpointer-silent.md"));
        }
        for (String address : watch.empty()) {
            problems.add(new ProcessStatus.Problem(
                    true,
                    "checkpointer-empty",
                    "The checkpointer at " + address + " has asked for longer than "
                            + HumanUnits.time(watch.period())
                            + ", but holds nothing: nothing could be brought back from it",
                    "its own status says why it has fetched nothing: ops/runbooks/checkpointer-empty.md"));
        }
        for (ProcessStatus.Peer peer : watch.peers()) {
            if (peer.heldTxid() > lastTxid || peer.trouble() != null) {
                problems.add(new ProcessStatus.Problem(
                        true,
                        "checkpointer-ahead",
                        "The checkpointer at " + peer.address() + " holds transactions up to " + peer.heldTxid()
                                + (peer.trouble() == null ? "" : " of another history") + ", this primary ends at "
                                + lastTxid
                                + ": these directories are older than what the checkpointer has, and it makes no more"
                                + " checkpoints of them",
                        "stop this primary before more is written, and bring the newer state back with cairn restore"
                                + " --from CHECKPOINTER; only if going back was meant: cairn checkpoints abandon --after"
                                + " TXID --reason TEXT: ops/runbooks/checkpointer-ahead.md"));
            }
        }
    }

    private static void addSafeMode(List<ProcessStatus.Problem> problems, SafeMode safeMode) {
        for (SafeMode.Cause cause : safeMode.causes()) {
            boolean operator = cause.reason() == SafeMode.Reason.OPERATOR;
            problems.add(new ProcessStatus.Problem(
                    !operator,
                    "safe-mode",
                    "Safe mode is on, changes are refused: " + words(cause),
                    operator
                            ? "cairn admin safemode leave --reason TEXT turns it off"
                            : "make room; it then turns off by itself: ops/runbooks/safe-mode.md"));
        }
    }
}
