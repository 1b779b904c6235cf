package io.cairn.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * How much of some work was spent on the namespace digest. <em>Immutable.</em>
 *
 * @param cpuSeconds of the working thread
 * @param samples of the working thread
 * @param inside those of them with the digest on the stack
 */
record DigestShare(String what, double cpuSeconds, long samples, long inside) {
    private static final String EVENT = "jdk.ExecutionSample";
    private static final Duration PERIOD = Duration.ofMillis(10);

    /** Something to be measured, on the thread that calls. */
    interface Work {
        void run() throws IOException;
    }

    static DigestShare of(String what, Work work) throws IOException {
        Path file = Files.createTempFile("digest", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(EVENT).withPeriod(PERIOD);
            recording.start();
            long start = cpuNanos();
            work.run();
            double seconds = (cpuNanos() - start) / 1e9;
            recording.stop();
            recording.dump(file);
            return counted(what, seconds, file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static DigestShare counted(String what, double seconds, Path file) throws IOException {
        long samples = 0;
        long inside = 0;
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getEventType().getName().equals(EVENT) && isOfThisThread(event)) {
                    samples++;
                    inside += event.getStackTrace().getFrames().stream().anyMatch(DigestShare::isDigest) ? 1 : 0;
                }
            }
        }
        return new DigestShare(what, seconds, samples, inside);
    }

    private static boolean isOfThisThread(RecordedEvent event) {
        return event.getStackTrace() != null
                && event.getThread("sampledThread") != null
                && event.getThread("sampledThread").getJavaThreadId()
                        == Thread.currentThread().getId();
    }

    /** Records of an image were looked at before there were digests; what is new is that they are summed up. */
    private static boolean isDigest(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.startsWith("io.cairn.common.digest.")
                || (type.endsWith(".ImageFacts") && !frame.getMethod().getName().equals("look"));
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    double percent() {
        return samples == 0 ? 0 : 100.0 * inside / samples;
    }

    /** Time with the digest through time without it. */
    double ratio() {
        return samples == inside ? 1 : (double) samples / (samples - inside);
    }
}
