package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SeenTxidFile;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators ask of a primary, over HTTP and real disks. */
class OperatorTest {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final String ADMIN = PrimaryFixture.superuser();

    @TempDir
    private Path root;

    private PrimaryFixture primary;

    private void start(String backend, String moreKeys) throws IOException {
        primary = new PrimaryFixture(root, backend, moreKeys).format().start();
    }

    @AfterEach
    void stop() throws IOException {
        primary.close();
    }

    private HttpResponse<String> post(String path, String query) throws IOException {
        return primary.send("POST", path + "?user.name=" + ADMIN + "&reason=test&" + query);
    }

    private JsonNode posted(String path, String query) throws IOException {
        HttpResponse<String> answer = post(path, query);
        assertEquals(200, answer.statusCode(), answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode got(String path) throws IOException {
        HttpResponse<String> answer = primary.send("GET", path);
        assertEquals(200, answer.statusCode(), answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode saved(String query) throws IOException {
        posted("/operator/save-namespace", query);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        JsonNode now = got("/operator/save-namespace");
        while (now.path("state").asText().equals("RUNNING")) {
            assertTrue(System.nanoTime() < deadline, "the save goes on: " + now);
            LockSupport.parkNanos(1_000_000);
            now = got("/operator/save-namespace");
        }
        return now;
    }

    private List<String> names(String directory) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(directory).resolve("current"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.endsWith(".digest"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "rocksdb"})
    void safeModeStopsChangesButNeitherReadsNorRollsNorSaves(String backend) throws IOException {
        start(backend, "");
        primary.webHdfs("PUT", ADMIN, "/d", "op=MKDIRS");

        assertTrue(posted("/operator/safemode", "action=enter").path("on").asBoolean());
        HttpResponse<String> refused = primary.webHdfs("PUT", ADMIN, "/e", "op=MKDIRS");
        assertEquals(403, refused.statusCode());
        assertTrue(refused.body().contains("org.apache.hadoop.hdfs.server.namenode.SafeModeException"));
        assertTrue(
                refused.body()
                        .contains(
                                "Cannot create directory /e. Name node is in safe mode.\\nIt was turned on manually."),
                refused.body());
        assertEquals(
                200, primary.webHdfs("GET", ADMIN, "/d", "op=GETFILESTATUS").statusCode());
        // Txids: 1 began the segment, 2 is the directory, 3 ends the segment.
        assertEquals(
                4, posted("/operator/roll-edits", "").path("newSegmentTxid").asLong());
        JsonNode save = saved("");
        assertEquals("SAVED", save.path("state").asText(), save.toString());
        assertEquals(5, save.path("txid").asLong());
        assertEquals(2, save.path("inodes").asLong());
        assertEquals(2, save.path("copies").asInt());

        assertFalse(posted("/operator/safemode", "action=leave").path("on").asBoolean());
        assertEquals(200, primary.webHdfs("PUT", ADMIN, "/e", "op=MKDIRS").statusCode());
        for (String directory : List.of("name1", "name2")) {
            List<String> names = names(directory);
            assertTrue(
                    names.containsAll(List.of(
                            FileNames.image(5),
                            FileNames.image(5) + ".md5",
                            FileNames.finalizedEdits(4, 5),
                            FileNames.inProgressEdits(6),
                            FileNames.VERSION)),
                    names.toString());
            assertEquals(
                    6,
                    SeenTxidFile.read(
                            new RealDisk(), root.resolve(directory).resolve("current/" + FileNames.SEEN_TXID)));
        }
    }

    @Test
    void aSaveOutsideSafeModeIsRefusedInHdfssWordsUnlessItIsOnline() throws IOException {
        start("memory", "");
        HttpResponse<String> refused = post("/operator/save-namespace", "");
        assertEquals(409, refused.statusCode());
        assertTrue(refused.body().contains("Safe mode should be turned ON in order to create namespace image."));
        assertEquals("NONE", got("/operator/save-namespace").path("state").asText());

        assertEquals("SAVED", saved("online=true").path("state").asText());
    }

    @Test
    void imagesBeyondTheRetentionGoWithASave() throws IOException {
        start("memory", "dfs.namenode.num.checkpoints.retained: 1\ndfs.namenode.num.extra.edits.retained: 0\n");
        saved("online=true");
        long newest = saved("online=true").path("txid").asLong();

        List<String> kept = names("name2").stream()
                .filter(name -> name.startsWith("fsimage") || name.startsWith("edits"))
                .toList();
        assertEquals(
                List.of(
                        FileNames.inProgressEdits(newest + 1),
                        FileNames.image(newest),
                        FileNames.image(newest) + ".md5"),
                kept);
    }

    @Test
    void aSaveBeforeAShutdownIsLeftOutWhileTheNewestImageIsRecent() throws IOException {
        start("memory", "dfs.namenode.checkpoint.txns: 2\n");
        assertEquals(
                "SKIPPED",
                posted("/operator/save-namespace", "online=true&beforeShutdown=true")
                        .path("state")
                        .asText());
        for (int i = 0; i < 8; i++) {
            primary.webHdfs("PUT", ADMIN, "/d" + i, "op=MKDIRS");
        }
        assertEquals(
                "SAVED", saved("online=true&beforeShutdown=true").path("state").asText());
    }

    @Test
    void changesNeedASuperuserAReasonAndAPost() throws IOException {
        start("memory", "");
        HttpResponse<String> denied = primary.send("POST", "/operator/safemode?action=enter&user.name=joe&reason=x");
        assertEquals(403, denied.statusCode());
        assertTrue(
                denied.body()
                        .contains("Access denied for user joe. Superuser privilege is required for operation"
                                + " safemode_enter"),
                denied.body());
        assertEquals(
                400,
                primary.send("POST", "/operator/safemode?action=enter&user.name=" + ADMIN)
                        .statusCode());
        assertEquals(
                400,
                primary.send("POST", "/operator/safemode?action=enter&reason=a%0Ab&user.name=" + ADMIN)
                        .statusCode());
        assertEquals(400, post("/operator/safemode", "action=dance").statusCode());
        assertEquals(405, primary.send("GET", "/operator/roll-edits").statusCode());
        assertFalse(got("/operator/safemode").path("on").asBoolean());
    }

    @Test
    void theReportSaysHowItStands() throws IOException {
        start("memory", "");
        primary.webHdfs("PUT", ADMIN, "/d", "op=MKDIRS");
        JsonNode report = got("/operator/report");
        assertEquals(2, report.path("lastWrittenTxid").asLong());
        assertEquals(2, report.path("transactionsSinceImage").asLong());
        assertEquals(2, report.path("inodes").asLong());
        assertEquals("Safe mode is OFF", report.path("safeMode").path("words").asText());
        assertEquals(2, report.path("directories").size());
        assertTrue(report.path("directories").path(0).path("inService").asBoolean());
    }
}
