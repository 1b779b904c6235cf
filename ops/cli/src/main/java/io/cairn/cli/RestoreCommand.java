package io.cairn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.archive.ArchiveReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.restore.ArchiveSource;
import io.cairn.common.restore.DirectorySource;
import io.cairn.common.restore.Restore;
import io.cairn.common.restore.RestorePreview;
import io.cairn.common.restore.RestoreRecord;
import io.cairn.common.restore.RestoreRefusedException;
import io.cairn.common.restore.RestoreSource;
import io.cairn.common.transfer.TransferClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
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
            "Exit status: 0 done, or shown; 1 refused or failed, and then nothing was replaced; 2 misused."
        })
final class RestoreCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
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
            split = ",",
            paramLabel = "DIR",
            description = "The primary's name directories (dfs.namenode.name.dir).")
    private List<Path> to = List.of();

    @Option(
            names = "--edits-to",
            split = ",",
            paramLabel = "DIR",
            description = "Its edits directories (dfs.namenode.edits.dir), if they are others.")
    private List<Path> editsTo = List.of();

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
        List<StorageDirectory> targets = NameDirectories.configured(to, editsTo.isEmpty() ? to : editsTo);
        PrintWriter err = spec.commandLine().getErr();
        try (RestoreSource source = source()) {
            Restore restore =
                    new Restore(disk, source, targets, settings(), new RestoreText.Progress(err, System::nanoTime));
            RestorePreview preview = preview(restore);
            if (dryRun) {
                print(preview, null, RestoreText.preview(preview));
                return 0;
            }
            if (!json) {
                say(RestoreText.preview(preview));
            }
            confirm();
            RestoreRecord record = restore.run(preview);
            print(preview, record, RestoreText.done(record, Duration.ofNanos(System.nanoTime() - began)));
            return 0;
        } catch (RestoreRefusedException e) {
            throw new Failure("Not restored: " + e.getMessage(), e.next());
        } catch (InconsistentStorageException e) {
            throw new Failure(
                    "Not restored: " + e.getMessage(),
                    "stop the primary (or the other restore) first; nothing was replaced");
        }
    }

    private RestoreSource source() throws Failure {
        if (from.startsWith("http://") || from.startsWith("https://")) {
            String base = from.endsWith("/") ? from.substring(0, from.length() - 1) : from;
            return new CheckpointerSource(new TransferClient(URI.create(base), TIMEOUT, 0), InstantSource.system());
        }
        List<Path> paths = Arrays.stream(from.split(",")).map(Path::of).toList();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new Failure(
                        "Not restored: there is no " + path, "name a checkpointer's URL, a directory or an archive");
            }
        }
        Path only = paths.get(0);
        if (paths.size() == 1 && Files.isRegularFile(only)) {
            return new ArchiveSource(
                    only.toString(), () -> Files.newInputStream(only), ArchiveReader.Limits.ofTotal(room()));
        }
        return new DirectorySource(disk, paths);
    }

    /** An archive that unpacks to more than there is room for cannot be restored, whatever it says. */
    private long room() throws Failure {
        Path existing = to.get(0).toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        try {
            return disk.usableBytes(existing == null ? Path.of("/") : existing);
        } catch (IOException e) {
            throw new Failure("Not restored: " + e.getMessage(), "");
        }
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
    private void confirm() throws IOException, Failure {
        if (yes) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.print("Replace what is in " + to + "? Type yes: ");
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
