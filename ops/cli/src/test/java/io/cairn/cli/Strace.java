package io.cairn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The system-call tracer at a process: writes down its calls, or kills it at one of them. Single use, one thread.
 */
final class Strace implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final Path trace;
    private final Optional<KillPoint> point;
    private Optional<Process> tracer = Optional.empty();
    private Process traced;

    private Strace(Path trace, Optional<KillPoint> point) {
        this.trace = trace;
        this.point = point;
    }

    /** Writes the calls down into a file. */
    static Strace recording(Path trace) {
        return new Strace(trace, Optional.empty());
    }

    /** Kills at {@code point}. */
    static Strace killing(Path trace, KillPoint point) {
        return new Strace(trace, Optional.of(point));
    }

    /** Why nothing can be traced here; empty if it can. */
    static Optional<String> obstacle() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("strace", "-f", "-e", "trace=fsync", "true")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.empty() : Optional.of("strace cannot trace here: " + said.strip());
        } catch (IOException e) {
            return Optional.of("strace is not installed (on Debian and Ubuntu: apt-get install strace)");
        }
    }

    private List<String> options() {
        List<String> options = new ArrayList<>(List.of("strace", "-f", "-y", "-s", "1", "-o", trace.toString()));
        if (point.isEmpty()) {
            options.addAll(List.of("-e", "trace=" + KillPoint.CALLS));
            return options;
        }
        KillPoint planted = point.get();
        options.addAll(List.of(
                "-e",
                "trace=" + planted.call(),
                "-e",
                "inject=" + planted.call() + ":signal=KILL:when=" + planted.nth()));
        if (!planted.isDrawnAnew()) {
            options.addAll(List.of("-P", planted.path()));
        }
        return options;
    }

    /** A command line that runs {@code command} under the tracer from its first call on. */
    List<String> around(List<String> command) {
        List<String> all = options();
        if (point.isEmpty()) {
            all.add(1, "--seccomp-bpf"); // spares the calls that are not of interest; signals are not injected with it
        }
        all.addAll(command);
        return all;
    }

    /** Attaches to all threads of a process; calls count from here on. */
    void attach(Process process) throws IOException {
        traced = process;
        List<String> command = options();
        command.addAll(List.of("-p", Long.toString(process.pid())));
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        tracer = Optional.of(started);
        BufferedReader said =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            if (line.contains(" attached")) {
                return;
            }
        }
        throw new IOException("strace does not attach: " + all);
    }

    /**
     * Ends the tracing; the process goes on if it still lives. A tracer that is told to end while its process dies may wait
     * for ever, so it is given time to see the death, and killed if all else fails.
     */
    @Override
    public void close() throws IOException {
        if (tracer.isEmpty()) {
            return;
        }
        Process process = tracer.get();
        try {
            if (traced.isAlive() || !process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
            }
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** True if what was traced was killed by what was planted, wherever that met it. To be asked after {@link #close}. */
    boolean hasKilled() throws IOException {
        return lines().stream().anyMatch(line -> line.endsWith("+++ killed by SIGKILL +++"));
    }

    /** True if it was killed at the point that was meant. */
    boolean hasKilledAtThePoint() throws IOException {
        return point.isPresent() && hasKilled() && point.get().isLastOf(lines());
    }

    /** What was written down. */
    List<String> lines() throws IOException {
        return new String(Files.readAllBytes(trace), StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
    }
}
