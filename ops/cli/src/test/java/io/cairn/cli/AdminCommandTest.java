package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.model.LayoutVersion;
import io.cairn.primary.app.Format;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words of {@code hdfs dfsadmin}, as Hadoop 3.5.0 prints them, and what is ours. */
class AdminCommandTest {
    private static final String NL = System.lineSeparator();

    @TempDir
    private Path work;

    private Primary start() throws IOException {
        Path configuration = Files.write(
                work.resolve("primary.yml"),
                List.of(
                        "dfs.namenode.name.dir: " + work.resolve("name"),
                        "dfs.namenode.http-address: 127.0.0.1:0",
                        "namespace.backend.type: memory",
                        "logging: {level: WARN}"));
        Format.run(configuration, Optional.empty(), LayoutVersion.CURRENT, false);
        Primary primary = Primary.start(configuration, (what, cause) -> {});
        primary.awaitServing();
        return primary;
    }

    @Test
    void speaksAsDfsadminDoes() throws IOException {
        try (Primary primary = start()) {
            String url = "http://127.0.0.1:" + primary.port();

            assertEquals("Safe mode is OFF" + NL, done("admin", "safemode", "get", "--url", url));
            CommandRun refused = CommandRun.of("admin", "save-namespace", "--reason", "x", "--url", url);
            assertEquals(1, refused.status());
            assertTrue(
                    refused.err()
                            .contains("Safe mode should be turned ON in order to create namespace image." + NL
                                    + "  enter it with: cairn admin safemode enter"),
                    refused.err());
            String entered = done("admin", "safemode", "enter", "--reason", "disk 2 goes", "--url", url);
            assertTrue(entered.startsWith("Safe mode is ON" + NL + "  since "), entered);
            assertTrue(entered.endsWith("by an operator: disk 2 goes" + NL), entered);
            String saved = done("admin", "save-namespace", "--reason", "x", "--url", url);
            assertTrue(saved.startsWith("Save namespace successful" + NL + "  image at txid 2: "), saved);
            assertTrue(saved.contains("1 inodes, in 1 directories"), saved);
            assertEquals("Safe mode is OFF" + NL, done("admin", "safemode", "leave", "--reason", "done", "--url", url));
            assertEquals(
                    "Successfully rolled edit logs." + NL + "New segment starts at txid 5" + NL,
                    done("admin", "roll-edits", "--url", url));
            String skipped =
                    done("admin", "save-namespace", "--online", "--before-shutdown", "--reason=x", "--url", url);
            assertTrue(skipped.startsWith("No extra checkpoint has been made"), skipped);
        }
    }

    @Test
    void switchesBringingFailedDirectoriesBack() throws IOException {
        try (Primary primary = start()) {
            String url = "http://127.0.0.1:" + primary.port();
            String off = "restoreFailedStorage is set to false" + NL;
            String on = "restoreFailedStorage is set to true" + NL;
            assertEquals(off, done("admin", "restore-failed-storage", "check", "--url", url));
            assertEquals(
                    2,
                    CommandRun.of("admin", "restore-failed-storage", "true", "--url", url)
                            .status());
            assertEquals(on, done("admin", "restore-failed-storage", "true", "--reason", "back", "--url", url));
            assertEquals(on, done("admin", "restore-failed-storage", "check", "--url", url));
            assertEquals(off, done("admin", "restore-failed-storage", "false", "--reason", "x", "--url", url));
        }
    }

    @Test
    void reportsForPeopleAndForPrograms() throws IOException {
        try (Primary primary = start()) {
            String url = "http://127.0.0.1:" + primary.port();
            String report = done("admin", "report", "--url", url);
            assertTrue(report.contains("safe mode     Safe mode is OFF"), report);
            assertTrue(report.contains("newest image  txid 0, "), report);
            assertTrue(report.contains("(image and edits): in service"), report);
            JsonNode json = new ObjectMapper().readTree(done("admin", "report", "--json", "--url", url));
            assertEquals(1, json.path("lastWrittenTxid").asLong());
            JsonNode safeMode = new ObjectMapper().readTree(done("admin", "safemode", "get", "--json", "--url", url));
            assertEquals("Safe mode is OFF", safeMode.path("words").asText());
        }
    }

    @Test
    void misuseAndAbsenceAreToldWithWhatToType() {
        CommandRun noReason = CommandRun.of("admin", "safemode", "enter");
        assertEquals(2, noReason.status());
        assertTrue(noReason.err().contains("--reason TEXT"), noReason.err());
        CommandRun nobody = CommandRun.of("admin", "report", "--url", "http://127.0.0.1:1");
        assertEquals(1, nobody.status());
        assertTrue(nobody.err().contains("No primary answers at http://127.0.0.1:1"), nobody.err());
        assertTrue(nobody.err().contains("cairn primary conf/primary.yml"), nobody.err());
    }

    private static String done(String... args) {
        CommandRun run = CommandRun.of(args);
        assertEquals(0, run.status(), run.err());
        return run.out();
    }
}
