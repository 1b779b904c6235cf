package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.common.base.FatalHandler;
import io.cairn.common.transfer.TransferClient;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators change at the checkpointer leaves a line: who, why, before and after. */
@Timeout(120)
class CheckpointerAuditTest {
    private static final FatalHandler FATAL = (what, cause) -> {
        throw new AssertionError(what, cause);
    };

    @TempDir
    Path work;

    private Path primaryYml() throws IOException {
        Path file = Files.writeString(
                work.resolve("primary.yml"),
                "dfs.namenode.http-address: 127.0.0.1:0\ndfs.namenode.name.dir: " + work.resolve("name")
                        + "\nlogging:\n  level: WARN\n");
        CommandRun format = CommandRun.of("format", file.toString());
        assertEquals(0, format.status(), format.err());
        return file;
    }

    private Path checkpointerYml(int primaryPort) throws IOException {
        return Files.writeString(work.resolve("checkpointer.yml"), """
                cairn.primary.url: http://127.0.0.1:%d
                dfs.namenode.secondary.http-address: 127.0.0.1:0
                dfs.namenode.checkpoint.dir: %s
                logging:
                  level: WARN
                  loggers:
                    io.cairn.admin.audit:
                      level: INFO
                      additive: false
                      appenders:
                        - type: file
                          currentLogFilename: %s
                          archive: false
                          logFormat: "%%m%%n"
                """.formatted(
                        primaryPort, work.resolve("checkpoint"), work.resolve("audit.log")));
    }

    @Test
    void eachChangeLeavesALineWithWhoWhyBeforeAndAfter() throws IOException {
        try (Primary primary = Primary.start(primaryYml(), FATAL)) {
            primary.awaitServing();
            done("load", "--url", "http://127.0.0.1:" + primary.port(), "--directories", "2", "--files", "5");
            try (Checkpointer checkpointer = Checkpointer.start(checkpointerYml(primary.port()), FATAL)) {
                String url = "http://127.0.0.1:" + checkpointer.port();
                done("checkpoint", "--wait", "--force", "--reason", "before\u00a0the upgrade", "--url", url);
                String made = lines(1).get(0);
                String who = "allowed=true\tugi=" + System.getProperty("user.name") + " (auth:SIMPLE)\tip=/127.0.0.1\t";
                assertTrue(made.startsWith(who + "cmd=checkpoint\t"), made);
                assertTrue(made.contains("\treason=before\\u00A0the upgrade\tbefore="), made);
                String txid = made.substring(made.lastIndexOf(' ') + 1);
                assertTrue(made.endsWith("\tafter=image at txid " + txid), made);
                done("checkpoints", "pin", txid, "--reason", "kept", "--url", url);
                done("checkpoints", "unpin", txid, "--reason", "no longer needed", "--url", url);
                done("checkpoints", "unpin", txid, "--url", url);
                List<String> lines = lines(4);
                String image = "image " + txid;
                assertTrue(lines.get(1).startsWith(who + "cmd=pinCheckpoint\t"), lines.get(1));
                assertTrue(
                        lines.get(1)
                                .endsWith("\treason=kept\tbefore=" + image + " not pinned\tafter=" + image
                                        + " pinned: kept"),
                        lines.get(1));
                assertTrue(lines.get(2).startsWith(who + "cmd=unpinCheckpoint\t"), lines.get(2));
                assertTrue(
                        lines.get(2)
                                .endsWith("\treason=no longer needed\tbefore=" + image + " pinned: kept\tafter=" + image
                                        + " not pinned"),
                        lines.get(2));
                assertTrue(lines.get(3).contains("\treason=\t"), lines.get(3));
                for (String refused : List.of(
                        "/checkpointer/run?reason=a%0Ab",
                        "/checkpoint/images/" + txid + "/pin?reason=a%0Ab",
                        "/checkpoint/abandon?after=1&reason=a%0Ab",
                        "/checkpoint/abandon?after=1&reason=%20")) {
                    assertEquals(
                            400,
                            new TransferClient(URI.create(url), Duration.ofSeconds(20), 0)
                                    .call("POST", refused)
                                    .status(),
                            refused);
                }
                assertEquals(4, lines(4).size());
                done("checkpoint", "--wait", "--force", "--url", url);
                String beyond = lines(5).get(4);
                String held = beyond.substring(beyond.lastIndexOf(' ') + 1);
                done("checkpoints", "abandon", "--after", txid, "--reason", "meant", "--yes", "--url", url);
                String abandoned = lines(6).get(5);
                assertTrue(abandoned.startsWith(who + "cmd=abandonTransactions\t"), abandoned);
                assertTrue(
                        abandoned.endsWith(
                                "\treason=meant\tbefore=held up to txid " + held + "\tafter=held up to txid " + txid),
                        abandoned);
            }
        }
    }

    private static void done(String... args) {
        CommandRun run = CommandRun.of(args);
        assertEquals(0, run.status(), run.err());
    }

    /** Lines are written on another thread, a moment later. */
    private List<String> lines(int expected) throws IOException {
        Path log = work.resolve("audit.log");
        List<String> lines = List.of();
        while (lines.size() < expected) {
            Thread.onSpinWait();
            lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        }
        return lines;
    }
}
