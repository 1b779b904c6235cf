package io.cairn.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * How much of some work was spent on the namespace digest. <em>Immutable.</em>
 *
 * @param cpuSeconds of the working thread, with the digest
 * @param digestSeconds those of them that the digest took
 */
record DigestShare(String what, double cpuSeconds, double digestSeconds) {
    /** Java code, and native code such as RocksDB's, which is sampled apart. */
    private static final Set<String> EVENTS = Set.of("jdk.ExecutionSample", "jdk.NativeMethodSample");

    /** Of the class that sums up images, what a scan that only wants ids and kinds calls too. */
    private static final Set<String> LOOKED_AT_ANYWAY = Set.of("look", "skim");

    private static final Duration PERIOD = Duration.ofMillis(1);

    /** Something to be measured, on the thread that calls. */
    interface Work {
        void run() throws IOException;
    }

    /** A recording that has begun; to be closed. */
    static Recording sampling() {
        Recording recording = new Recording();
        EVENTS.forEach(event -> recording.enable(event).withPeriod(PERIOD));
        recording.start();
        return recording;
    }

    /** By samples of the working thread that have the digest on their stack. */
    static DigestShare sampled(String what, Work work) throws IOException {
        Path file = Files.createTempFile("digest", ".jfr");
        try (Recording recording = sampling()) {
            double seconds = cpuSeconds(work);
            recording.stop();
            recording.dump(file);
            return new DigestShare(what, seconds, seconds * share(file));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Of work that sums up the same facts as {@code same}, and is mostly short calls into native code: the profiler hardly ever
     * meets the Java code between them.
     */
    static DigestShare reckoned(String what, DigestShare same, Work work) throws IOException {
        return new DigestShare(what, cpuSeconds(work), same.digestSeconds());
    }

    private static double share(Path file) throws IOException {
        long samples = 0;
        long inside = 0;
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (EVENTS.contains(event.getEventType().getName()) && isOfThisThread(event)) {
                    samples++;
                    inside += event.getStackTrace().getFrames().stream().anyMatch(DigestShare::isDigest) ? 1 : 0;
                }
            }
        }
        return samples == 0 ? 0 : (double) inside / samples;
    }

    private static boolean isOfThisThread(RecordedEvent event) {
        return event.getStackTrace() != null
                && event.getThread("sampledThread") != null
                && event.getThread("sampledThread").getJavaThreadId()
                        == Thread.currentThread().getId();
    }

    /** Records of an image would be looked at without digests too; what is added is that they are summed up. */
    private static boolean isDigest(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.startsWith("io.cairn.common.digest.")
                || (type.endsWith(".ImageFacts")
                        && !LOOKED_AT_ANYWAY.contains(frame.getMethod().getName()));
    }

    private static double cpuSeconds(Work work) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - start) / 1e9;
    }

    double percent() {
        return 100 * digestSeconds / cpuSeconds;
    }

    /** Time with the digest through time without it. */
    double ratio() {
        return cpuSeconds / (cpuSeconds - digestSeconds);
    }
}
