package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.common.base.FatalHandler;
import io.cairn.common.testkit.FreePort;
import io.cairn.common.transfer.TransferClient;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary with less than its checkpointer holds: by mistake, meant, and after a restore. */
class OldCopyTest {
    private static final FatalHandler FATAL = (what, cause) -> {
        throw new AssertionError("The process would end: " + what, cause);
    };
    private static final String QUIET = "logging: {level: ERROR}\n";

    @TempDir
    private Path work;

    private Path configuration = Path.of("");
    private String primaryUrl = "";
    private long oldTxid;

    /** A checkpoint, and a copy of the primary's directory as it was then; more changes, and another checkpoint. */
    @BeforeEach
    void makeHistory() throws Exception {
        int port = FreePort.next();
        primaryUrl = "http://127.0.0.1:" + port;
        configuration = Files.writeString(
                work.resolve("primary.yml"),
                "dfs.namenode.name.dir: " + work.resolve("name") + "\ndfs.namenode.http-address: 127.0.0.1:" + port
                        + "\nnamespace.backend.type: memory\n" + QUIET);
        done("format", configuration.toString());
        try (Checkpointer checkpointer = checkpointer(port)) {
            String url = "http://127.0.0.1:" + checkpointer.port();
            try (Primary primary = primary()) {
                load(primary, 10);
                done("checkpoint", "--wait", "--force", "--url", url);
                oldTxid = txid("mostRecentImageTxid");
            }
            copy(work.resolve("name"), work.resolve("old"));
            try (Primary primary = primary()) {
                load(primary, 30);
                done("checkpoint", "--wait", "--force", "--url", url);
            }
        }
    }

    private static void load(Primary primary, int files) {
        String url = "http://127.0.0.1:" + primary.port();
        done("load", "--url", url, "--directories", "2", "--files", String.valueOf(files));
    }

    private Primary primary() throws Exception {
        Primary primary = Primary.start(configuration, FATAL);
        primary.awaitServing();
        return primary;
    }

    private Checkpointer checkpointer(int primaryPort) throws IOException {
        return Checkpointer.start(
                Files.writeString(
                        work.resolve("checkpointer.yml"),
                        "cairn.primary.url: http://127.0.0.1:" + primaryPort
                                + "\ndfs.namenode.secondary.http-address: 127.0.0.1:0"
                                + "\ndfs.namenode.checkpoint.dir: " + work.resolve("checkpoint") + "\n" + QUIET),
                FATAL);
    }

    @Test
    void anOldCopyIsNotFollowedUntilSomebodySaysThatItIsMeant() throws Exception {
        Files.move(work.resolve("name"), work.resolve("newer"));
        Files.move(work.resolve("old"), work.resolve("name"));
        try (Primary primary = primary();
                Checkpointer checkpointer = checkpointer(primary.port())) {
            String url = "http://127.0.0.1:" + checkpointer.port();
            long ended = txid("lastWrittenTxid") - 1;
            List<String> held = held();
            assertEquals(
                    1,
                    CommandRun.of("checkpoint", "--wait", "--force", "--url", url)
                            .status());
            assertEquals(held, held());
            for (String each : List.of(url, primaryUrl)) {
                CommandRun status = CommandRun.of("status", "--url", each);
                assertEquals(1, status.status(), status.out());
                assertTrue(status.out().contains("cairn checkpoints abandon --after TXID"), status.out());
                assertTrue(status.out().contains("ops/runbooks/checkpointer-ahead.md"), status.out());
            }

            CommandRun nothing = abandon(url, 1_000_000);
            assertEquals(1, nothing.status());
            assertTrue(nothing.err().contains("Nothing is held beyond transaction 1000000"), nothing.err());
            CommandRun done = abandon(url, ended);
            assertEquals(0, done.status(), done.err());
            assertTrue(done.out().contains("held now are transactions up to " + ended), done.out());

            done("checkpoint", "--wait", "--force", "--url", url);
            for (String each : List.of(url, primaryUrl)) {
                String status = CommandRun.of("status", "--url", each).out();
                assertFalse(status.contains("checkpointer-ahead"), status);
            }
            assertTrue(held().stream().anyMatch(name -> name.endsWith(".corrupt")), held().toString());
        }
    }

    @Test
    void aRestoreToAnEarlierTransactionIsFollowedThoughThePrimaryHasOvertakenWhatIsHeld() throws Exception {
        done(
                "restore",
                "--from",
                work.resolve("checkpoint").toString(),
                "--to",
                work.resolve("name").toString(),
                "--to-txid",
                String.valueOf(oldTxid),
                "--yes");
        try (Primary primary = primary()) {
            done("load", "--url", primaryUrl, "--directories", "4", "--files", "60");
            try (Checkpointer checkpointer = checkpointer(primary.port())) {
                String url = "http://127.0.0.1:" + checkpointer.port();
                done("checkpoint", "--wait", "--force", "--url", url);
                String status = CommandRun.of("status", "--url", url).out();
                assertFalse(status.contains("checkpointer-ahead"), status);
                assertTrue(held().stream().anyMatch(name -> name.endsWith(".corrupt")), held().toString());
                assertTrue(held().stream().anyMatch(name -> name.endsWith(".stale")), held().toString());
            }
        }
    }

    private static CommandRun abandon(String url, long after) {
        return CommandRun.of(
                "checkpoints",
                "abandon",
                "--after",
                String.valueOf(after),
                "--reason",
                "the old copy is meant",
                "--yes",
                "--url",
                url);
    }

    private List<String> held() throws IOException {
        try (Stream<Path> files = Files.list(work.resolve("checkpoint/current"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("fsimage") || name.startsWith("edits"))
                    .sorted()
                    .toList();
        }
    }

    private long txid(String key) throws IOException {
        String status = new TransferClient(URI.create(primaryUrl), Duration.ofSeconds(20), 0)
                .call("GET", "/checkpoint/status")
                .text();
        return new ObjectMapper().readTree(status).path(key).asLong();
    }

    private static void done(String... args) {
        CommandRun run = CommandRun.of(args);
        assertEquals(0, run.status(), () -> String.join(" ", args) + ": " + run.err() + run.out());
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
    }
}
