package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.SegmentFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eight writers over HTTP against a primary in a process of its own, which is killed (SIGKILL) at random moments. After
 * each kill the next start must show every acknowledged change, nothing half, and txids without a gap.
 *
 * <p>{@code -Dcairn.kills=N} and {@code -Dcairn.seed=S} choose how often and at which moments.
 */
@Tag("process")
class KillTest {
    private static final int WRITERS = 8;
    private static final int KILLS = Integer.getInteger("cairn.kills", 3);
    private static final long SEED = Long.getLong("cairn.seed", 20260101L);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Path to what must be seen there: "dir", "file" or "gone"; only what was acknowledged. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    /** Paths whose last change was sent but not answered: either state is right. */
    private final Map<String, Boolean> open = new ConcurrentHashMap<>();

    /** What was acknowledged since the last look; all of it is looked at again at the end. */
    private final Set<String> unseen = ConcurrentHashMap.newKeySet();

    private final AtomicLong calls = new AtomicLong();

    @ParameterizedTest
    @ValueSource(strings = {"memory", "rocksdb"})
    void losesNothingThatWasAcknowledged(String backend) throws Exception {
        System.out.println("KillTest " + backend + ": " + KILLS + " kills, seed " + SEED);
        Random random = new Random(SEED);
        new PrimaryFixture(directory, backend, "").format();
        Path portFile = directory.resolve("port");
        for (int kill = 1; kill <= KILLS; kill++) {
            Process process = start(portFile);
            try {
                URI base = URI.create("http://127.0.0.1:" + awaitPort(process, portFile));
                verify(base, unseen);
                write(base, kill, process, 500 + random.nextInt(1500));
            } finally {
                process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
            }
        }
        Process process = start(portFile);
        try {
            URI base = URI.create("http://127.0.0.1:" + awaitPort(process, portFile));
            verify(base, acknowledged.keySet());
            assertTrue(acknowledged.size() > KILLS * WRITERS, "too little was written: " + acknowledged.size());
        } finally {
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "SIGTERM ends it");
        }
        assertNoGap();
        System.out.println("KillTest " + backend + ": " + calls.get() + " acknowledged calls, " + acknowledged.size()
                + " paths verified");
    }

    private Process start(Path portFile) throws IOException {
        Files.deleteIfExists(portFile);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        java.toString(),
                        "-Xmx256m",
                        "-cp",
                        classPath,
                        PrimaryInProcess.class.getName(),
                        directory.resolve("primary.yml").toString(),
                        portFile.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
    }

    private int awaitPort(Process process, Path portFile) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(portFile)) {
            assertTrue(process.isAlive(), () -> "the primary ended: " + log());
            assertTrue(System.nanoTime() < deadline, () -> "the primary does not serve: " + log());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return Integer.parseInt(Files.readString(portFile));
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void write(URI base, int round, Process process, int millis) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            String home = "/w" + writer + "/r" + round;
            Thread thread = new Thread(() -> writer(base, home, over), "writer-" + writer);
            thread.start();
            writers.add(thread);
        }
        process.waitFor(millis, TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        over.set(true);
        for (Thread thread : writers) {
            thread.join();
        }
    }

    /** Ends at the first call that is not answered. */
    private void writer(URI base, String home, AtomicBoolean over) {
        try {
            for (int i = 0; !over.get(); i++) {
                String dir = home + "/d" + i + "/e";
                change(base, "PUT", dir, "op=MKDIRS", dir, "dir");
                change(base, "PUT", dir + "/f", "op=CREATE&data=true", dir + "/f", "file");
                if (i % 3 == 0) {
                    open.put(dir + "/f", true);
                    change(base, "PUT", dir + "/f", "op=RENAME&destination=" + dir + "/g", dir + "/g", "file");
                    acknowledge(dir + "/f", "gone");
                    open.remove(dir + "/f");
                }
                if (i % 5 == 0) {
                    open.put(dir + "/f", true);
                    open.put(dir + "/g", true);
                    change(base, "DELETE", home + "/d" + i, "op=DELETE&recursive=true", dir, "gone");
                    acknowledge(dir + "/f", "gone");
                    acknowledge(dir + "/g", "gone");
                    open.remove(dir + "/f");
                    open.remove(dir + "/g");
                }
            }
        } catch (IOException e) {
            // The primary was killed; what was under way stays open.
        }
    }

    private void change(URI base, String method, String path, String query, String subject, String state)
            throws IOException {
        open.put(subject, true);
        HttpResponse<String> answer = call(base, method, path, query);
        assertTrue(answer.statusCode() == 200 || answer.statusCode() == 201, () -> path + ": " + answer.body());
        acknowledge(subject, state);
        open.remove(subject);
        calls.incrementAndGet();
    }

    private void acknowledge(String path, String state) {
        acknowledged.put(path, state);
        unseen.add(path);
    }

    private HttpResponse<String> call(URI base, String method, String path, String query) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(base.resolve(
                                    "/webhdfs/v1" + path + "?user.name=" + PrimaryFixture.superuser() + "&" + query))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void verify(URI base, Set<String> paths) throws IOException {
        for (String path : new TreeSet<>(paths)) {
            if (open.containsKey(path)) {
                continue;
            }
            String body = call(base, "GET", path, "op=GETFILESTATUS").body();
            String found = body.contains("\"type\":\"DIRECTORY\"")
                    ? "dir"
                    : body.contains("\"type\":\"FILE\"") ? "file" : "gone";
            assertEquals(acknowledged.get(path), found, path + ": " + body);
        }
        open.keySet().forEach(acknowledged::remove);
        open.clear();
        unseen.clear();
    }

    /** Both directories hold every transaction once, from 1 on. */
    private void assertNoGap() throws IOException {
        RealDisk disk = new RealDisk();
        for (String name : List.of("name1", "name2")) {
            DirInventory inventory =
                    DirInventory.scan(disk, directory.resolve(name).resolve("current"));
            assertEquals(List.of(), inventory.inProgress(), "a clean stop finalises");
            long next = 1;
            for (SegmentFile segment : inventory.finalized()) {
                try (ByteSource source = disk.open(segment.path())) {
                    EditReader edits = EditReader.open(source).upTo(segment.lastTxid());
                    while (edits.next()) {
                        assertEquals(next++, edits.txid(), segment.path().toString());
                    }
                }
                assertEquals(segment.lastTxid() + 1, next);
            }
        }
    }
}
