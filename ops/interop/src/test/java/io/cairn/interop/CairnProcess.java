package io.cairn.interop;

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
import java.util.concurrent.TimeUnit;

/**
 * One {@code cairn} process of the distribution, started as people start it. Closing it asks it to stop, as Ctrl-C does,
 * and waits until it has. <em>Confined to the thread that started it, but for {@link #kill}.</em>
 */
final class CairnProcess implements AutoCloseable {
    /** What a process ends with that was asked to stop and did so in an orderly way: 128 + SIGTERM. */
    private static final int TERMINATED = 143;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path log;

    private CairnProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts {@code cairn arguments…}.
     *
     * @param log where both its outputs go
     */
    static CairnProcess start(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(CairnDistribution.home().resolve("bin/cairn").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("CAIRN_HEAP", "512m");
        return new CairnProcess(builder.start(), log);
    }

    /** Runs {@code cairn arguments…} to its end and returns what it printed. */
    static String run(Path log, String... arguments) throws IOException, InterruptedException {
        try (CairnProcess command = start(log, arguments)) {
            if (!command.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || command.process.exitValue() != 0) {
                throw new IOException("cairn " + String.join(" ", arguments) + " failed\n" + command.printed());
            }
            return command.printed();
        }
    }

    /**
     * Waits until {@code GET uri} is answered with 200.
     *
     * @throws IllegalStateException with its log, if that takes more than a minute; the process is ended
     */
    CairnProcess awaitAnswer(URI uri) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        try {
            HadoopCluster.await(uri + " answers 200", () -> !process.isAlive() || isOk(client, request));
        } catch (IllegalStateException e) {
            close();
            throw new IllegalStateException(e.getMessage() + "\n" + printed(), e);
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("The process has ended before " + uri + " answered\n" + printed());
        }
        return this;
    }

    private static boolean isOk(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not yet listening
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String printed() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return log + ": " + e;
        }
    }

    /**
     * Asks the process to stop and waits until it has.
     *
     * @throws IOException with its log, if it did not stop, or had stopped by itself
     */
    void stop() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != TERMINATED) {
            throw new IOException("Not an orderly end: " + process + "\n" + printed());
        }
    }

    /** Kills it, as {@code kill -9} does, and waits until it is gone; from any thread. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends what a failed test left running. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
