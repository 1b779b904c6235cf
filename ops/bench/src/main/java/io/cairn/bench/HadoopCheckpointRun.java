package io.cairn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A cold checkpoint by real Hadoop: a NameNode on a copy of the input, then a SecondaryNameNode that starts with an empty
 * directory, downloads, merges, uploads and ends. Each is an operating-system process of its own.
 * <em>Single use, one thread.</em>
 */
final class HadoopCheckpointRun {
    static final String SIDE = "hadoop";

    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final HadoopSite site;
    private final List<String> nameNodeFlags;
    private final List<String> secondaryFlags;

    /** The flags go to {@code java}: heap size, collector. */
    HadoopCheckpointRun(HadoopSite site, List<String> nameNodeFlags, List<String> secondaryFlags) {
        this.site = site;
        this.nameNodeFlags = List.copyOf(nameNodeFlags);
        this.secondaryFlags = List.copyOf(secondaryFlags);
    }

    /** Runs it on the {@code current} directory of the input, which is copied and not touched. */
    CheckpointFigures run(Path inputCurrent) throws IOException, InterruptedException {
        copy(inputCurrent, site.nameDir().resolve("current"));
        try (MeasuredProcess nameNode = site.nameNode(nameNodeFlags)) {
            nameNode.await("serve", line -> line.contains("RPC up at"), LIMIT);
            long start = System.nanoTime();
            try (MeasuredProcess secondary = site.forcedCheckpoint(secondaryFlags)) {
                int code = secondary.awaitEnd(LIMIT);
                Optional<MeasuredProcess.Line> uploaded = last(secondary.lines(), HadoopCheckpointRun::isUploaded);
                if (code != 0 || uploaded.isEmpty()) {
                    throw new IOException(
                            "no checkpoint, SecondaryNameNode ended with " + code + ":\n" + secondary.tail());
                }
                return new CheckpointFigures(
                        SIDE,
                        phases(start, secondary.lines()),
                        (uploaded.get().nanos() - start) / 1_000_000,
                        secondary.peakResidentBytes(),
                        newestImageBytes());
            }
        }
    }

    /** Cuts the log into phases at the lines that end each of them; a line Hadoop no longer writes leaves its phase out. */
    private static Map<String, Long> phases(long startNanos, List<MeasuredProcess.Line> log) {
        Map<String, Predicate<String>> ends = new LinkedHashMap<>();
        ends.put("start", line -> line.contains("Opening connection to"));
        ends.put("download", line -> line.contains("Downloaded file edits_tmp"));
        ends.put("load", line -> line.contains("Loaded image for txid"));
        ends.put("replay", line -> line.contains("Saving image file"));
        ends.put("save", line -> line.contains("bytes saved in"));
        ends.put("upload", HadoopCheckpointRun::isUploaded);
        Map<String, Long> phases = new LinkedHashMap<>();
        long from = startNanos;
        for (var end : ends.entrySet()) {
            Optional<MeasuredProcess.Line> at =
                    end.getKey().equals("start") ? first(log, end.getValue()) : last(log, end.getValue());
            if (at.isPresent()) {
                phases.put(end.getKey(), (at.get().nanos() - from) / 1_000_000);
                from = at.get().nanos();
            }
        }
        return phases;
    }

    private static boolean isUploaded(String line) {
        return line.contains("Uploaded image with txid");
    }

    private static Optional<MeasuredProcess.Line> first(List<MeasuredProcess.Line> log, Predicate<String> wanted) {
        return log.stream().filter(line -> wanted.test(line.text())).findFirst();
    }

    private static Optional<MeasuredProcess.Line> last(List<MeasuredProcess.Line> log, Predicate<String> wanted) {
        return log.stream().filter(line -> wanted.test(line.text())).reduce((earlier, later) -> later);
    }

    private long newestImageBytes() throws IOException {
        try (Stream<Path> files = Files.list(site.nameDir().resolve("current"))) {
            Path newest = files.filter(file -> file.getFileName().toString().matches("fsimage_\\d+"))
                    .max(Path::compareTo)
                    .orElseThrow(() -> new IOException("no image in " + site.nameDir()));
            return Files.size(newest);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(file.getFileName());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.setLastModifiedTime(copy, FileTime.from(Instant.now().minus(HadoopSite.IMAGE_AGE)));
            }
        }
    }
}
