package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.cli.HangingProxy.Point;
import io.cairn.cli.HangingProxy.Stop;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.testkit.FreePort;
import io.cairn.primary.app.Format;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A checkpointer process killed at each step of a checkpoint: the next run completes, the primary has lost nothing, and
 * neither side keeps a temporary file.
 */
class CheckpointerKillTest {
    private static final long PATIENCE_SECONDS = 120;

    /** Every call of a checkpoint, at every point where it can be cut. */
    private static final List<Stop> CALLS = List.of(
            new Stop("GET /checkpoint/status", Point.BEFORE),
            new Stop("POST /checkpoint/roll", Point.BEFORE),
            new Stop("POST /checkpoint/roll", Point.AFTER),
            new Stop("GET /checkpoint/edits", Point.AFTER),
            new Stop("GET /imagetransfer?getedit", Point.BEFORE),
            new Stop("GET /imagetransfer?getedit", Point.HALF_ANSWERED),
            new Stop("PUT /imagetransfer", Point.BEFORE),
            new Stop("PUT /imagetransfer", Point.AFTER));

    /** Names whose appearance in the checkpoint directory marks a step between the calls. */
    private static final List<String> NAMES = List.of("edits_tmp_", "fsimage.ckpt_", "fsimage_");

    @TempDir
    private Path work;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private Primary primary;
    private HangingProxy proxy;
    private URI checkpointer;
    private int changes;

    @BeforeEach
    void start() throws Exception {
        Path configuration = Files.write(
                work.resolve("primary.yml"),
                List.of(
                        "dfs.namenode.name.dir: " + work.resolve("name1") + "," + work.resolve("name2"),
                        "dfs.namenode.http-address: 127.0.0.1:0",
                        "namespace.backend.type: memory"));
        Format.run(configuration, Optional.empty(), LayoutVersion.CURRENT, false);
        primary = Primary.start(configuration, (what, cause) -> {
            throw new IllegalStateException(what, cause);
        });
        primary.awaitServing();
        proxy = new HangingProxy(URI.create("http://127.0.0.1:" + primary.port()));
        int port = FreePort.next();
        checkpointer = URI.create("http://127.0.0.1:" + port);
        Files.write(
                work.resolve("checkpointer.yml"),
                List.of(
                        "cairn.primary.url: " + proxy.address(),
                        "dfs.namenode.secondary.http-address: 127.0.0.1:" + port,
                        "dfs.namenode.checkpoint.dir: " + work.resolve("cp"),
                        "dfs.namenode.checkpoint.period: 1s",
                        "dfs.namenode.checkpoint.check.period: 1s"));
    }

    @AfterEach
    void stop() throws IOException {
        processes.forEach(Process::destroyForcibly);
        proxy.close();
        primary.close();
    }

    @Test
    void killedAtEachStepTheNextRunCompletesAndNothingIsLeft() throws Exception {
        Files.createDirectories(work.resolve("cp").resolve("current"));
        proxy.arm(new Stop("GET /imagetransfer?getimage", Point.HALF_ANSWERED));
        change();
        Process running = launch();
        assertTrue(proxy.awaitReached(PATIENCE_SECONDS), "the image was never asked for");
        kill(running);
        proxy.release();
        for (Stop stop : CALLS) {
            running = launch();
            awaitCaughtUp(running, stop);
            proxy.arm(stop);
            change();
            assertTrue(proxy.awaitReached(PATIENCE_SECONDS), "never reached " + stop);
            kill(running);
            proxy.release();
        }
        for (String name : NAMES) {
            running = launch();
            awaitCaughtUp(running, name);
            killWhenAppears(name, running);
        }
        running = launch();
        awaitCaughtUp(running, "the end");
    }

    /** Everything changed so far is in an image that the primary confirmed; both sides are tidy. */
    private void awaitCaughtUp(Process running, Object killedBefore) throws Exception {
        await("a checkpoint after a kill before " + killedBefore, () -> {
            assertTrue(running.isAlive(), "the checkpointer ended by itself: " + log());
            String status = get(checkpointer, "/checkpointer/status");
            return status.contains("\"transactionsBehind\":0")
                    && status.contains("\"running\":null")
                    && !status.contains("\"confirmedTxid\":-1")
                    && !status.contains("\"confirmedTxid\":0,");
        });
        String listing = get(URI.create("http://127.0.0.1:" + primary.port()), "/webhdfs/v1/?op=LISTSTATUS");
        assertEquals(changes, listing.split("\"pathSuffix\"", -1).length - 1, "directories at the primary");
        for (String directory : List.of("cp", "name1", "name2")) {
            try (Stream<Path> files = Files.list(work.resolve(directory).resolve("current"))) {
                List<String> left = files.map(file -> file.getFileName().toString())
                        .filter(name -> name.contains("tmp") || name.contains("ckpt"))
                        .toList();
                assertEquals(List.of(), left, directory + " after a kill before " + killedBefore);
            }
        }
    }

    private void killWhenAppears(String prefix, Process running) throws Exception {
        Path current = work.resolve("cp").resolve("current");
        try (WatchService watch = current.getFileSystem().newWatchService()) {
            current.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            change();
            while (true) {
                WatchKey key = watch.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertTrue(key != null, prefix + " never appeared");
                boolean seen = key.pollEvents().stream()
                        .anyMatch(event -> String.valueOf(event.context()).startsWith(prefix));
                if (seen) {
                    kill(running);
                    return;
                }
                key.reset();
            }
        }
    }

    private void change() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + primary.port() + "/webhdfs/v1/d" + changes++
                                + "?op=MKDIRS&user.name=" + System.getProperty("user.name")))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
    }

    private Process launch() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Cairn.class.getName(),
                        "checkpointer",
                        work.resolve("checkpointer.yml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        work.resolve("checkpointer.out").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly(); // SIGKILL
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private String log() {
        try {
            return Files.readString(work.resolve("checkpointer.out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String get(URI base, String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(base + path)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return ""; // not listening yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "still waiting for " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
