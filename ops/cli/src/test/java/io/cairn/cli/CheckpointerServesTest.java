package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.common.archive.ArchiveManifest;
import io.cairn.common.archive.ArchiveReader;
import io.cairn.common.base.FatalHandler;
import io.cairn.common.layout.FileNames;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.transfer.TransferProtocol;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the checkpointer hands out: the same as the primary, at the same addresses. */
class CheckpointerServesTest {
    private static final FatalHandler FATAL = (what, cause) -> {
        throw new AssertionError(what, cause);
    };
    private static final String QUIET = "logging:\n  level: WARN\n";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path work;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(work.resolve(name), text + QUIET);
    }

    private Checkpointer checkpointer(int primaryPort) throws IOException {
        return checkpointer(primaryPort, "");
    }

    private Checkpointer checkpointer(int primaryPort, String more) throws IOException {
        return Checkpointer.start(
                file(
                        "checkpointer.yml",
                        "cairn.primary.url: http://127.0.0.1:" + primaryPort
                                + "\ndfs.namenode.secondary.http-address: 127.0.0.1:0"
                                + "\ndfs.namenode.checkpoint.dir: " + work.resolve("checkpoint") + "\n" + more + "\n"),
                FATAL);
    }

    private static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static TransferClient client(int port) {
        return new TransferClient(local(port), Duration.ofSeconds(20), 0);
    }

    private static JsonNode json(TransferClient client, String path) throws IOException {
        TransferClient.Answer answer = client.call("GET", path);
        assertEquals(200, answer.status(), path + ": " + answer.text());
        return JSON.readTree(answer.text());
    }

    private static HttpResponse<byte[]> get(int port, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(local(port).resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void imagesSegmentsAndTheirListsAreThoseOfThePrimary() throws Exception {
        Path configuration = primaryYml();
        try (Primary primary = Primary.start(configuration, FATAL)) {
            primary.awaitServing();
            try (Checkpointer checkpointer = checkpointer(primary.port())) {
                String primaryUrl = local(primary.port()).toString();
                String url = local(checkpointer.port()).toString();
                CommandRun.of("load", "--url", primaryUrl, "--directories", "3", "--files", "20");
                assertEquals(
                        0,
                        CommandRun.of("checkpoint", "--wait", "--force", "--url", url)
                                .status());

                TransferClient there = client(primary.port());
                TransferClient here = client(checkpointer.port());
                JsonNode status = json(here, TransferProtocol.STATUS);
                JsonNode atPrimary = json(there, TransferProtocol.STATUS);
                assertEquals(atPrimary.path("storageInfo"), status.path("storageInfo"));
                long txid = status.path("mostRecentImageTxid").asLong();
                assertEquals(atPrimary.path("mostRecentImageTxid").asLong(), txid);
                assertEquals(txid, status.path("durableTxid").asLong());

                JsonNode edits = json(here, TransferProtocol.EDITS + "?since=1");
                assertEquals(json(there, TransferProtocol.EDITS + "?since=1"), edits);
                long first = edits.path("segments").path(0).path("firstTxid").asLong();
                long last = edits.path("segments").path(0).path("lastTxid").asLong();

                JsonNode images = json(here, TransferProtocol.IMAGES);
                assertEquals(txid, images.path("heldTxid").asLong());
                assertEquals(txid, images.path("images").path(0).path("txid").asLong());
                assertEquals(
                        txid, images.path("images").path(0).path("restorableTo").asLong());

                Path name = work.resolve("name").resolve("current");
                byte[] image = Files.readAllBytes(name.resolve(FileNames.image(txid)));
                HttpResponse<byte[]> latest = get(checkpointer.port(), "/imagetransfer?getimage=1&txid=latest");
                assertArrayEquals(image, latest.body());
                assertEquals(
                        images.path("images").path(0).path("md5").asText(),
                        latest.headers().firstValue(TransferProtocol.MD5_HEADER).orElseThrow());
                assertArrayEquals(
                        Files.readAllBytes(name.resolve(FileNames.finalizedEdits(first, last))),
                        get(checkpointer.port(), "/imagetransfer?getedit=1&startTxId=" + first + "&endTxId=" + last)
                                .body());

                HttpResponse<byte[]> part =
                        get(checkpointer.port(), "/imagetransfer?getimage=1&txid=" + txid, "Range", "bytes=10-19");
                assertEquals(206, part.statusCode());
                assertArrayEquals(Arrays.copyOfRange(image, 10, 20), part.body());
                assertRefused(checkpointer.port(), txid, image.length);
            }
        }
    }

    private static void assertRefused(int port, long txid, int length) throws Exception {
        String image = "/imagetransfer?getimage=1&txid=";
        HttpResponse<byte[]> beyond = get(port, image + txid, "Range", "bytes=" + length + "-");
        assertEquals(416, beyond.statusCode());
        assertEquals(
                "bytes */" + length,
                beyond.headers().firstValue("Content-Range").orElseThrow());
        assertEquals(410, get(port, image + (txid + 1)).statusCode());
        assertEquals(410, get(port, image + "x").statusCode());
        assertEquals(410, get(port, "/imagetransfer?txid=1").statusCode());
        assertEquals(
                410,
                get(port, "/imagetransfer?getedit=1&startTxId=1&endTxId=99999").statusCode());
        HttpResponse<byte[]> other = get(port, image + txid + "&storageInfo=-67:1:1:CID-other");
        assertEquals(403, other.statusCode());
        assertTrue(!new String(other.body(), java.nio.charset.StandardCharsets.UTF_8).contains("CID-cairn"));
        assertEquals(400, get(port, "/checkpoint/edits?since=-1").statusCode());
    }

    @Test
    void aPinnedImageOutlastsRetentionAndRestartsUntilItIsUnpinned() throws Exception {
        Path configuration = primaryYml();
        try (Primary primary = Primary.start(configuration, FATAL)) {
            primary.awaitServing();
            String primaryUrl = local(primary.port()).toString();
            long first;
            try (Checkpointer checkpointer = checkpointer(primary.port())) {
                String url = local(checkpointer.port()).toString();
                first = checkpoint(primaryUrl, url);
                String txid = String.valueOf(first);
                String none = done("checkpoints", "list", "--url", url).out();
                assertTrue(none.contains(txid) && none.contains(" no "), none);
                done("checkpoints", "pin", txid, "--reason", "before the upgrade", "--url", url);
                checkpoint(primaryUrl, url);
                checkpoint(primaryUrl, url);
                assertEquals(
                        1,
                        CommandRun.of("checkpoints", "pin", "4", "--url", url).status());
            }
            try (Checkpointer checkpointer = checkpointer(primary.port())) {
                String url = local(checkpointer.port()).toString();
                checkpoint(primaryUrl, url);
                checkpoint(primaryUrl, url);
                JsonNode images = JSON.readTree(done("checkpoints", "list", "--json", "--url", url)
                                .out())
                        .path("images");
                assertEquals(3, images.size(), "two by retention, and the pinned one: " + images);
                assertEquals(first, images.path(2).path("txid").asLong());
                assertEquals(
                        "before the upgrade", images.path(2).path("pinReason").asText());
                String shown = done("checkpoints", "show", String.valueOf(first), "--url", url)
                        .out();
                assertTrue(shown.contains("every copy has this MD5"), shown);
                done("checkpoints", "unpin", String.valueOf(first), "--url", url);
                checkpoint(primaryUrl, url);
            }
            String directory = work.resolve("checkpoint").toString();
            String left = done("checkpoints", "list", "--dir", directory).out();
            assertTrue(!left.contains(" " + first + " "), left);
            try (Stream<Path> files = Files.list(work.resolve("checkpoint/current"))) {
                assertEquals(
                        List.of(),
                        files.filter(path -> path.toString().endsWith(".pin")).toList());
            }
        }
    }

    @Test
    void aDamagedFileBesideTheNewestImageHidesThatImageAloneAndIsTold() throws Exception {
        try (Primary primary = Primary.start(primaryYml(), FATAL)) {
            primary.awaitServing();
            String primaryUrl = local(primary.port()).toString();
            try (Checkpointer checkpointer = checkpointer(primary.port())) {
                String url = local(checkpointer.port()).toString();
                long older = checkpoint(primaryUrl, url);
                long newest = checkpoint(primaryUrl, url);
                for (String ending : List.of(".md5", ".digest")) {
                    Path file = work.resolve("checkpoint/current/" + FileNames.image(newest) + ending);
                    byte[] whole = Files.readAllBytes(file);
                    byte[] damaged = whole.clone();
                    damaged[5] ^= 0x40;
                    Files.write(file, damaged);
                    TransferClient client = client(checkpointer.port());
                    assertEquals(
                            older,
                            json(client, TransferProtocol.STATUS)
                                    .path("mostRecentImageTxid")
                                    .asLong());
                    String status = json(client, "/checkpointer/status").toString();
                    assertTrue(status.contains("sidecar-damaged") && status.contains(file.toString()), status);
                    for (String page : List.of("/", "/metrics")) {
                        assertEquals(200, get(checkpointer.port(), page).statusCode(), page);
                    }
                    assertEquals(
                            2,
                            json(client, TransferProtocol.IMAGES).path("images").size());
                    HttpResponse<byte[]> image = get(checkpointer.port(), "/imagetransfer?getimage=1&txid=latest");
                    assertEquals(
                            FileNames.image(older),
                            image.headers()
                                    .firstValue(TransferProtocol.FILE_NAME_HEADER)
                                    .orElseThrow());
                    assertEquals(
                            200,
                            get(checkpointer.port(), "/imagetransfer?getimage=1&txid=" + newest)
                                    .statusCode());
                    String to = work.resolve("restored").toString();
                    String plan = done("restore", "--from", url, "--to", to, "--dry-run")
                            .out();
                    assertTrue(plan.contains(String.valueOf(newest)), plan);
                    Files.write(file, whole);
                    assertTrue(!json(client, "/checkpointer/status").toString().contains("sidecar-damaged"));
                }
            }
        }
    }

    @Test
    void aBackupIsTheSameFromTheCheckpointerAndFromItsDirectoryAndIsThereOnlyWhole() throws Exception {
        Path configuration = primaryYml();
        Path fromUrl = work.resolve("url.tar.zst");
        Path fromDirectory = work.resolve("dir.tar.zst");
        Path cut = work.resolve("cut.tar.zst");
        Path directory = work.resolve("checkpoint");
        try (Primary primary = Primary.start(configuration, FATAL)) {
            primary.awaitServing();
            String primaryUrl = local(primary.port()).toString();
            try (Checkpointer checkpointer = checkpointer(primary.port())) {
                String url = local(checkpointer.port()).toString();
                long older = checkpoint(primaryUrl, url);
                long newest = checkpoint(primaryUrl, url);
                JsonNode made = JSON.readTree(
                        done("backup", "--from", url, "--to", fromUrl.toString(), "--txid", "" + older, "--json")
                                .out());
                assertEquals(older, made.path("imageTxid").asLong());
                assertEquals(newest, made.path("lastTxid").asLong());
                done("backup", "--from", directory.toString(), "--to", fromDirectory.toString(), "--txid", "" + older);
                assertEquals(contents(fromUrl), contents(fromDirectory));
                assertEquals(
                        1,
                        CommandRun.of("backup", "--from", url, "--to", fromUrl.toString())
                                .status());
                assertEquals(
                        1,
                        CommandRun.of("backup", "--from", url, "--to", cut.toString(), "--txid", "3")
                                .status());

                Path image = directory.resolve("current").resolve(FileNames.image(newest));
                byte[] bytes = Files.readAllBytes(image);
                bytes[bytes.length / 2] ^= 1;
                Files.write(image, bytes);
                for (String from : List.of(url, directory.toString())) {
                    CommandRun damaged = CommandRun.of("backup", "--from", from, "--to", cut.toString());
                    assertEquals(1, damaged.status(), damaged.out());
                    assertTrue(!Files.exists(cut) && !Files.exists(work.resolve("cut.tar.zst.tmp")), damaged.err());
                }
                CommandRun shown = CommandRun.of("checkpoints", "show", "" + newest, "--dir", directory.toString());
                assertEquals(1, shown.status());
                assertTrue(shown.out().contains("DAMAGED") && shown.out().contains("expected MD5"), shown.out());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasChangedIsHeldWithinAPeriodWithoutACheckpoint(boolean inProgress) throws Exception {
        Path configuration = primaryYml();
        try (Primary primary = Primary.start(configuration, FATAL)) {
            primary.awaitServing();
            String primaryUrl = local(primary.port()).toString();
            done("load", "--url", primaryUrl, "--directories", "1", "--files", "5");
            try (Checkpointer checkpointer = checkpointer(
                    primary.port(), "dfs.ha.tail-edits.period: 1s\ncairn.tail.in-progress: " + inProgress)) {
                String url = local(checkpointer.port()).toString();
                long image = checkpoint(primaryUrl, url);
                done("load", "--url", primaryUrl, "--directories", "3", "--files", "40");
                JsonNode wrote = json(client(primary.port()), TransferProtocol.STATUS);
                long written = wrote.path("lastWrittenTxid").asLong();
                if (written == wrote.path("currentSegmentFirstTxid").asLong()) {
                    written--; // tailing has just rolled; what begins a segment is not fetched alone
                }
                long held = awaitHeld(checkpointer.port(), written);
                JsonNode status = json(client(checkpointer.port()), TransferProtocol.STATUS);
                assertEquals(image, status.path("mostRecentImageTxid").asLong(), "no checkpoint was made");
                Path archive = work.resolve("held.tar.zst");
                JsonNode made = JSON.readTree(done("backup", "--from", url, "--to", archive.toString(), "--json")
                        .out());
                assertTrue(made.path("lastTxid").asLong() >= held, made.toString());
            }
        }
    }

    /** Looks until everything up to {@code txid} is held; what is tailed is held a period later. */
    private static long awaitHeld(int port, long txid) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        long held = -1;
        while (held < txid) {
            assertTrue(System.nanoTime() < deadline, "held to " + held + ", not to " + txid);
            new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
            held = json(client(port), TransferProtocol.IMAGES).path("heldTxid").asLong();
        }
        return held;
    }

    private static Map<String, String> contents(Path file) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (ArchiveReader archive = ArchiveReader.open(
                file.toString(), Files.newInputStream(file), ArchiveReader.Limits.ofTotal(1 << 30))) {
            for (ArchiveManifest.Entry entry : archive.manifest().files()) {
                contents.put(entry.name(), entry.name().equals(FileNames.VERSION) ? "" : entry.md5());
            }
        }
        return contents;
    }

    private Path primaryYml() throws IOException {
        Path configuration = file(
                "primary.yml",
                "dfs.namenode.name.dir: " + work.resolve("name") + "\ndfs.namenode.http-address: 127.0.0.1:0\n");
        assertEquals(0, CommandRun.of("format", configuration.toString()).status());
        return configuration;
    }

    private static CommandRun done(String... args) {
        CommandRun run = CommandRun.of(args);
        assertEquals(0, run.status(), run.err());
        return run;
    }

    /** Changes something and has it in an image; answers the image's txid. */
    private static long checkpoint(String primaryUrl, String url) throws IOException {
        done("load", "--url", primaryUrl, "--directories", "2", "--files", "5");
        String made =
                done("checkpoint", "--wait", "--force", "--json", "--url", url).out();
        return JSON.readTree(made).path("status").path("last").path("txid").asLong();
    }

    @Test
    void beforeTheFirstCheckpointItSaysSo() throws Exception {
        try (Checkpointer checkpointer = checkpointer(1)) {
            HttpResponse<byte[]> status = get(checkpointer.port(), TransferProtocol.STATUS);
            assertEquals(503, status.statusCode());
            assertEquals(
                    503,
                    get(checkpointer.port(), "/imagetransfer?getimage=1&txid=latest")
                            .statusCode());
        }
    }
}
