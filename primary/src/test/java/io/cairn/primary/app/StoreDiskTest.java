package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cairn.common.model.LayoutVersion;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A primary whose RocksDB lies on a file system of its own, away from images and edits, which fills up and fails. Skipped,
 * with the reason, where file systems cannot be mounted.
 */
@Tag("slow")
@SuppressWarnings("try") // closing waits for a process, and may be interrupted
class StoreDiskTest {
    private static final String TYPE = "ext4";
    private static final int STEP_BYTES = 1 << 20;
    private static final long LEFT_BYTES = 50L << 20;

    @TempDir
    Path work;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void safeModeComesWhenItsDiskIsNearlyFullAndGoesWithRoom() throws Exception {
        requireLoopDevices();
        try (LoopFileSystem disk = LoopFileSystem.make(TYPE, work, "disk")) {
            Path configuration = format(disk);
            try (PrimaryUnderTest primary = PrimaryUnderTest.start(configuration, work, Map.of())) {
                URI base = primary.awaitServing();
                assertEquals(200, mkdir(base, "/before"));
                Path filler = disk.root().resolve("filler");
                fill(filler);
                PrimaryInMemory.await(() -> safeMode(base).contains("\"on\":true"));
                assertTrue(safeMode(base).contains(disk.root().toString()), safeMode(base));
                assertEquals(403, mkdir(base, "/refused"));
                Files.delete(filler);
                PrimaryInMemory.await(() -> safeMode(base).contains("\"on\":false"));
                assertEquals(200, mkdir(base, "/after"));
                primary.stop();
            }
        }
    }

    @Test
    void theProcessEndsWhenItsDiskFailsAndTheNextStartServesWithoutWhatWasThere() throws Exception {
        requireLoopDevices();
        try (LoopFileSystem disk = LoopFileSystem.make(TYPE, work, "disk")) {
            Path configuration = format(disk);
            try (PrimaryUnderTest primary = PrimaryUnderTest.start(configuration, work, Map.of())) {
                URI base = primary.awaitServing();
                for (int i = 0; i < 100; i++) {
                    assertEquals(200, mkdir(base, "/d" + i));
                }
                primary.stop(); // what it held in memory is on its disk now
            }
            try (PrimaryUnderTest primary = PrimaryUnderTest.start(configuration, work, Map.of())) {
                URI base = primary.awaitServing();
                disk.cut();
                try {
                    send(base, "GET", "/webhdfs/v1/?op=LISTSTATUS");
                } catch (IOException e) {
                    // It ends, with or without an answer.
                }
                assertEquals(1, primary.awaitEnd());
                assertTrue(
                        primary.lastLine().startsWith("cairn primary: The store can no longer be read"),
                        primary::lastLine);
            }
            disk.unmount();
            disk.mount();
            try (PrimaryUnderTest primary = PrimaryUnderTest.start(configuration, work, Map.of())) {
                URI base = primary.awaitServing();
                for (int i = 0; i < 100; i++) {
                    assertEquals(
                            200,
                            send(base, "GET", "/webhdfs/v1/d" + i + "?op=GETFILESTATUS")
                                    .statusCode());
                }
            }
        }
    }

    private void requireLoopDevices() throws IOException, InterruptedException {
        Optional<String> obstacle = LoopFileSystem.obstacle(TYPE, work);
        assumeTrue(obstacle.isEmpty(), () -> {
            String line = "StoreDiskTest is skipped: no " + TYPE + " can be mounted: " + obstacle.orElse("");
            System.out.println(line);
            return line;
        });
    }

    private Path format(LoopFileSystem disk) throws IOException {
        Path configuration = Files.write(
                work.resolve("primary.yml"),
                List.of(
                        "dfs.namenode.name.dir: " + work.resolve("name"),
                        "cairn.rocksdb.dir: " + disk.root().resolve("rocksdb"),
                        "dfs.namenode.resource.check.interval: 100",
                        "dfs.namenode.http-address: 127.0.0.1:0",
                        "logging: {level: WARN}"));
        Format.run(configuration, Optional.empty(), LayoutVersion.CURRENT, false);
        return configuration;
    }

    /** Real blocks: a hole takes no room. */
    private static void fill(Path filler) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
            byte[] step = new byte[STEP_BYTES];
            while (filler.toFile().getUsableSpace() > LEFT_BYTES) {
                file.write(step);
            }
        }
    }

    private int mkdir(URI base, String path) throws IOException, InterruptedException {
        return send(base, "PUT", "/webhdfs/v1" + path + "?op=MKDIRS&user.name=" + PrimaryFixture.superuser())
                .statusCode();
    }

    private String safeMode(URI base) {
        try {
            return send(base, "GET", "/operator/safemode").body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> send(URI base, String method, String call) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(base.resolve(call))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
