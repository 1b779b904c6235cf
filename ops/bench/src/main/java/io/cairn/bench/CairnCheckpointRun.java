package io.cairn.bench;

import io.cairn.common.layout.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A cold checkpoint by Cairn: a primary on a copy of the input, then a checkpointer that starts with an empty directory,
 * fetches, merges and uploads. Each is an operating-system process of its own. <em>Single use, one thread.</em>
 */
final class CairnCheckpointRun {
    static final String SIDE = "cairn";

    private static final Duration LIMIT = Duration.ofMinutes(60);
    private static final Pattern LISTENING = Pattern.compile("Listening on \\S+:(\\d+)");
    private static final Pattern SERVING = Pattern.compile("Serving from txid \\d+");

    /** The checkpointer's last word on a checkpoint: txid, bytes, milliseconds of the run, and time by phase. */
    private static final Pattern CONFIRMED =
            Pattern.compile("Checkpoint of txid (\\d+) confirmed by the primary: .* (\\d+) bytes, (\\d+) ms: (.*)");

    private static final Pattern PHASE = Pattern.compile("(\\w+) (\\d+) ms");

    private final CairnSite site;
    private final String primaryHeap;
    private final CairnSite.MergeMemory memory;

    /** The heap is as for {@code -Xmx}. */
    CairnCheckpointRun(CairnSite site, String primaryHeap, CairnSite.MergeMemory memory) {
        this.site = site;
        this.primaryHeap = primaryHeap;
        this.memory = memory;
    }

    /** Runs it on the {@code current} directory of the input, which is copied and not touched. */
    CheckpointFigures run(Path inputCurrent) throws IOException, InterruptedException {
        copy(inputCurrent, site.nameCurrent());
        try (MeasuredProcess primary = site.primary(primaryHeap)) {
            String listening = primary.await(
                            "listen", line -> LISTENING.matcher(line).find(), LIMIT)
                    .text();
            primary.await("serve", line -> SERVING.matcher(line).find(), LIMIT);
            int port = Integer.parseInt(match(LISTENING, listening).group(1));
            long start = System.nanoTime();
            try (MeasuredProcess checkpointer = site.checkpointer(port, memory)) {
                MeasuredProcess.Line end = checkpointer.await(
                        "have a checkpoint confirmed",
                        line -> CONFIRMED.matcher(line).find(),
                        LIMIT);
                return figures(checkpointer.peakResidentBytes(), (end.nanos() - start) / 1_000_000, end.text());
            }
        }
    }

    private CheckpointFigures figures(long peakBytes, long wallMillis, String confirmed) throws IOException {
        Matcher report = match(CONFIRMED, confirmed);
        Path image = site.nameCurrent().resolve(FileNames.image(Long.parseLong(report.group(1))));
        long bytes = Files.size(image); // As the primary has it, which is what counts.
        Map<String, Long> phases = new LinkedHashMap<>();
        phases.put(CheckpointFigures.START, wallMillis - Long.parseLong(report.group(3)));
        Matcher phase = PHASE.matcher(report.group(4));
        while (phase.find()) {
            phases.put(phase.group(1), Long.parseLong(phase.group(2)));
        }
        return new CheckpointFigures(SIDE, phases, wallMillis, peakBytes, bytes);
    }

    private static Matcher match(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw new IllegalStateException("Accepted before: " + line);
        }
        return matcher;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
