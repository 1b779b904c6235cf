package io.cairn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.archive.ArchiveReader;
import io.cairn.common.archive.CorruptArchiveException;
import io.cairn.common.config.HttpAddress;
import io.cairn.common.config.InvalidSettingsException;
import io.cairn.common.config.Settings;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.ConfiguredDirectories;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.restore.ArchiveSource;
import io.cairn.common.restore.DirectorySource;
import io.cairn.common.restore.Restore;
import io.cairn.common.restore.RestoreListener;
import io.cairn.common.restore.RestorePreview;
import io.cairn.common.restore.RestoreRecord;
import io.cairn.common.restore.RestoreRefusedException;
import io.cairn.common.restore.RestoreSource;
import io.cairn.common.restore.RestoreUnfinishedException;
import io.cairn.common.restore.Switchover;
import io.cairn.common.transfer.TransferClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cairn restore}: brings a primary's directories back. Single use, one thread. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.OneLine.class,
        description = {
            "Brings a primary's directories back from a checkpointer, a directory or an archive.",
            "What comes is proven before anything of the old is touched; the old is moved aside, never deleted.",
            "Killed at any point, the old state is there or the new one, and the same command goes on."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  cairn restore --from http://checkpointer:9868 --to /data/1/name,/data/2/name --dry-run",
            "  cairn restore --from /data/checkpoints --to /data/1/name --to-txid 123456 --yes",
            "  cairn restore --from backup.tar.zst --to /data/1/name --to-time 2026-11-21T20:28:00Z --yes",
            "",
            "Name every directory that the primary is configured with: one that is left out still holds the old state,",
            "and the start takes the newest state that it finds in any of them.",
            "A time stands for the last change made at it or before; changes of attributes carry no time of their own",
            "and go with the change before them.",
            "Exit status: 0 done, or shown; 1 refused or failed, and then nothing was replaced; 2 misused; 3 decided, but a",
            "disk failed before all was in place: the same command, or the next start of the primary, completes it."
        })
final class RestoreCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int UNFINISHED = 3;
    private static final int UNIT_EDITS = 1000;
    private static final int CACHE_SHARE = 8;
    private static final int OVERLAY_SHARE = 4;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "URL|DIR|ARCHIVE",
            description = {
                "A running checkpointer's address; its directory, or a copy of that (images and edits apart: both,",
                "with a comma); or an archive that cairn backup made."
            })
    private String from = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR[,DIR…]",
            description = "The primary's name directories, as dfs.namenode.name.dir has them.")
    private List<String> to = List.of();

    @Option(
            names = "--edits-to",
            paramLabel = "DIR[,DIR…]",
            description = "Its edits directories, as dfs.namenode.edits.dir has them, if they are others.")
    private List<String> editsTo = List.of();

    @ArgGroup
    private @Nullable Until until;

    @Option(names = "--dry-run", description = "Show what would be reached and lost; change nothing, lock nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask before replacing.")
    private boolean yes;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Where to stop. */
    static final class Until {
        @Option(names = "--to-txid", paramLabel = "N", description = "Stop behind transaction N (default: the newest).")
        private @Nullable Long txid;

        @Option(
                names = "--to-time",
                paramLabel = "T",
                description = "Stop at a time: 2026-11-21T20:28:00Z, with another offset, or milliseconds since 1970.")
        private @Nullable String time;
    }

    private final Disk disk = new RealDisk();

    @Override
    public Integer call() throws IOException, Failure {
        long began = System.nanoTime();
        RestoreListener listener = new RestoreText.Progress(spec.commandLine().getErr(), System::nanoTime);
        List<StorageDirectory> targets = targets(listener);
        try (RestoreSource source = source(targets)) {
            Restore restore = new Restore(disk, source, targets, settings(), listener);
            RestorePreview preview = preview(restore);
            if (dryRun) {
                print(preview, null, RestoreText.preview(preview));
                return 0;
            }
            if (!json) {
                say(RestoreText.preview(preview));
            }
            confirm(targets);
            RestoreRecord record = restore.run(preview);
            print(preview, record, RestoreText.done(record, Duration.ofNanos(System.nanoTime() - began)));
            return 0;
        } catch (RestoreUnfinishedException e) {
            return unfinished(e);
        } catch (IOException e) {
            throw notRestored(e);
        } catch (OutOfMemoryError e) {
            boolean decided = Switchover.isDecided(
                    disk, targets.stream().map(StorageDirectory::root).toList());
            throw Cairn.outOfMemory(
                    decided
                            ? "Out of memory when everything was decided: the same command completes it"
                            : "Not restored, and nothing was replaced: out of memory",
                    spec.qualifiedName());
        }
    }

    /** What failed before the decision, so that the old state is in place. */
    private static Failure notRestored(IOException e) {
        String next = "nothing was replaced";
        if (e instanceof RestoreRefusedException refused) {
            next = refused.next();
        } else if (e instanceof InconsistentStorageException) {
            next = "stop the primary (or the other restore) first; nothing was replaced";
        } else if (e instanceof CorruptArchiveException) {
            next =
                    "name another archive, or a checkpointer's address or directory, behind --from; nothing was replaced";
        }
        return new Failure("Not restored: " + Cairn.text(e), next);
    }

    /** As a primary that is configured with them takes them: one directory under two names is one, none is in another. */
    private List<StorageDirectory> targets(RestoreListener listener) throws Failure {
        List<Path> images = directories("--to", String.join(",", to));
        List<Path> edits = editsTo.isEmpty() ? images : directories("--edits-to", String.join(",", editsTo));
        try {
            return new ConfiguredDirectories(disk, listener::note).of(images, edits, List.of());
        } catch (InconsistentStorageException e) {
            throw new Failure("Not restored: " + e.getMessage(), "");
        }
    }

    /** A list of directories as a configuration has it, so that what stands there can be typed here. */
    private List<Path> directories(String option, String list) {
        Settings given = Settings.of("command line", Map.of(option, list));
        List<Path> directories = given.requiredDirectories(option);
        try {
            given.check();
        } catch (InvalidSettingsException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return directories;
    }

    private RestoreSource source(List<StorageDirectory> targets) throws Failure {
        String what = from.strip();
        if (HttpAddress.isMeantBy(what)) {
            return new CheckpointerSource(
                    new TransferClient(ProcessUrl.of(what, spec), TIMEOUT, 0), InstantSource.system());
        }
        List<Path> paths = new File(what).isFile() ? List.of(Path.of(what)) : directories("--from", what);
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new Failure(
                        "Not restored: there is no " + path, "name a checkpointer's URL, a directory or an archive");
            }
        }
        Path only = paths.get(0);
        if (paths.size() == 1 && Files.isRegularFile(only)) {
            return new ArchiveSource(
                    only.toString(), () -> Files.newInputStream(only), ArchiveReader.Limits.ofTotal(room(targets)));
        }
        return new DirectorySource(disk, paths);
    }

    /** An archive that unpacks to more than there is room for cannot be restored, whatever it says. */
    private long room(List<StorageDirectory> targets) throws Failure {
        try {
            return Restore.room(disk, targets.get(0).root());
        } catch (IOException e) {
            throw new Failure("Not restored: " + e.getMessage(), "");
        }
    }

    private int unfinished(RestoreUnfinishedException e) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + e.getMessage());
        err.println("  " + e.next());
        err.flush();
        return UNFINISHED;
    }

    private RestorePreview preview(Restore restore) throws IOException {
        Until given = until;
        String time = given == null ? null : given.time;
        if (time == null) {
            Long txid = given == null ? null : given.txid;
            return restore.preview(txid == null ? OptionalLong.empty() : OptionalLong.of(txid));
        }
        Instant instant = instant(time);
        Path scratch = Files.createTempDirectory("cairn-restore");
        try {
            return restore.preview(instant, scratch);
        } finally {
            Files.deleteIfExists(scratch);
        }
    }

    private Instant instant(String text) {
        try {
            return text.matches("\\d+")
                    ? Instant.ofEpochMilli(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | NumberFormatException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--to-time '" + text
                            + "' is no time; allowed: 2026-11-21T20:28:00Z, 2026-11-21T21:28:00+01:00, 1795292880000",
                    e);
        }
    }

    private static Restore.Settings settings() {
        long heap = Runtime.getRuntime().maxMemory();
        String host = host();
        return new Restore.Settings(
                new CheckpointMerge.Limits(heap / CACHE_SHARE, heap / OVERLAY_SHARE, UNIT_EDITS),
                ProcessHandle.current().pid() + "@" + host,
                System.getProperty("user.name", "unknown") + "@" + host,
                InstantSource.system(),
                System::nanoTime);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Asks, unless told not to; where nobody can answer, the answer is no. */
    private void confirm(List<StorageDirectory> targets) throws IOException, Failure {
        if (yes) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.print("Replace what is in " + targets + "? Type yes: ");
        err.flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (answer == null || !answer.strip().equalsIgnoreCase("yes")) {
            throw new Failure("Not restored: nobody said yes", "say it with --yes; look first with --dry-run");
        }
    }

    private void print(RestorePreview preview, @Nullable RestoreRecord record, String text) {
        if (!json) {
            say(text);
            return;
        }
        try {
            say(new ObjectMapper().writeValueAsString(RestoreText.json(preview, record)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Plain maps become JSON", e);
        }
    }

    private void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
