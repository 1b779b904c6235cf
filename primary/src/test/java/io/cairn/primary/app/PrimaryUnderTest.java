package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A primary in a process of its own. One thread. */
@SuppressWarnings("try") // closing waits for a process, and may be interrupted
final class PrimaryUnderTest implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int KILLED = 137;

    private final Process process;
    private final Path portFile;
    private final Path log;
    /** Where its part of the log begins: those before it wrote there too. */
    private final long logStart;

    private PrimaryUnderTest(Process process, Path portFile, Path log, long logStart) {
        this.process = process;
        this.portFile = portFile;
        this.log = log;
        this.logStart = logStart;
    }

    /**
     * Starts one.
     *
     * @param work where port file and log go
     * @param environment added to ours
     */
    static PrimaryUnderTest start(Path configuration, Path work, Map<String, String> environment) throws IOException {
        Path portFile = work.resolve("port");
        Path log = work.resolve("log");
        Files.deleteIfExists(portFile);
        long logStart = Files.exists(log) ? Files.size(log) : 0;
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder = new ProcessBuilder(
                        java.toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        PrimaryInProcess.class.getName(),
                        configuration.toString(),
                        portFile.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new PrimaryUnderTest(builder.start(), portFile, log, logStart);
    }

    /**
     * Waits until it serves.
     *
     * @throws AssertionError with its log if it does not
     */
    URI awaitServing() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(portFile)) {
            assertTrue(process.isAlive(), () -> "the primary ended: " + log());
            assertTrue(System.nanoTime() < deadline, () -> "the primary does not serve: " + log());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return URI.create("http://127.0.0.1:" + Files.readString(portFile));
    }

    Process process() {
        return process;
    }

    /** True once it serves, or has. */
    boolean serves() {
        return Files.exists(portFile);
    }

    /** Fails, with its log, if it has ended. */
    void requireAlive(String when) {
        assertTrue(process.isAlive(), () -> "it ended " + when + ": " + log());
    }

    /** Waits until it serves or has ended by itself. */
    void awaitServingOrEnd() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && !serves()) {
            assertTrue(System.nanoTime() < deadline, () -> "it neither serves nor ends: " + log());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Waits until it has ended by itself, and answers its exit code. */
    int awaitEnd() throws InterruptedException {
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), () -> "it goes on: " + log());
        return process.exitValue();
    }

    /** Kills it. It must have lived until then: one that ended by itself was not killed. */
    void kill() throws InterruptedException {
        assertTrue(process.isAlive(), () -> "the primary ended by itself: " + log());
        process.destroyForcibly();
        assertEquals(KILLED, awaitEnd(), () -> "the primary ended by itself: " + log());
    }

    /** Has it stop in an orderly way. */
    void stop() throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "SIGTERM ends it");
    }

    /** What it said last. */
    String lastLine() {
        return log().lines().reduce("", (before, line) -> line);
    }

    private String log() {
        try {
            byte[] all = Files.readAllBytes(log);
            return new String(all, (int) logStart, all.length - (int) logStart, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Kills it, if it is still there. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
