package io.cairn.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One process under measurement: its log lines, each with the time it arrived, and the most memory it ever had resident.
 * Closing it ends the process. <em>Thread-safe: the lines and the peak are guarded by this object's lock.</em>
 */
final class MeasuredProcess implements AutoCloseable {
    /** A log line and when it arrived, by the monotonic clock. Immutable. */
    record Line(long nanos, String text) {}

    private static final Duration END_WAIT = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final Thread reader;
    private final List<Line> lines = new ArrayList<>();
    private long peakResidentBytes;
    private boolean ended;

    private MeasuredProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(this::read, "log-of-" + name);
    }

    /** Starts {@code command} in {@code directory}; its standard error goes with its standard output. */
    static MeasuredProcess start(String name, List<String> command, Path directory) throws IOException {
        return start(name, command, directory, Map.of());
    }

    /** The same, with {@code environment} on top of this process's. */
    static MeasuredProcess start(String name, List<String> command, Path directory, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        MeasuredProcess started = new MeasuredProcess(name, process);
        started.reader.start();
        return started;
    }

    private void read() {
        try (BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String text = log.readLine(); text != null; text = log.readLine()) {
                add(new Line(System.nanoTime(), text));
            }
        } catch (IOException e) {
            add(new Line(System.nanoTime(), "log ended: " + e));
        } finally {
            end();
        }
    }

    private synchronized void add(Line line) {
        lines.add(line);
        peakResidentBytes = Math.max(peakResidentBytes, peakOf(process.pid()));
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The kernel's high-water mark of resident memory, 0 once the process is gone. */
    private static long peakOf(long pid) {
        try (Stream<String> status = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return status.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /**
     * Waits for the first line that {@code wanted} accepts.
     *
     * @throws IOException if the process ends or {@code limit} passes before; the message holds the end of its log
     */
    synchronized Line await(String what, Predicate<String> wanted, Duration limit)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        int seen = 0;
        while (true) {
            for (; seen < lines.size(); seen++) {
                if (wanted.test(lines.get(seen).text())) {
                    return lines.get(seen);
                }
            }
            long left = deadline - System.nanoTime();
            if (ended || left <= 0) {
                throw new IOException(name + (ended ? " ended" : " did not come") + " to " + what + ":\n" + tail());
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Waits for the end of the process and returns its exit code. */
    int awaitEnd(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IOException(name + " still runs after " + limit + ":\n" + tail());
        }
        reader.join();
        return process.exitValue();
    }

    synchronized List<Line> lines() {
        return List.copyOf(lines);
    }

    /** The most memory this process had resident when it last logged something, in bytes. */
    synchronized long peakResidentBytes() {
        peakResidentBytes = Math.max(peakResidentBytes, peakOf(process.pid()));
        return peakResidentBytes;
    }

    /** The last lines of the log, for error messages. */
    synchronized String tail() {
        StringBuilder tail = new StringBuilder();
        for (Line line : lines.subList(Math.max(0, lines.size() - 30), lines.size())) {
            String text = line.text();
            tail.append(text, 0, Math.min(text.length(), 300)).append('\n');
        }
        return tail.toString();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(END_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            reader.join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
