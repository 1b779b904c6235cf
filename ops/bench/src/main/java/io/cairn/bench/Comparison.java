package io.cairn.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The same checkpoint made by both sides, once or more often. Immutable.
 *
 * @param input what both started from
 * @param runs in the order in which they were made; may lack one side
 */
record Comparison(BenchInput input, List<CheckpointFigures> runs) {
    Comparison {
        runs = List.copyOf(runs);
    }

    /** The medians side by side and how many times Cairn's figure the peer's is; empty unless both sides ran. */
    String describe() {
        if (!isOfBoth()) {
            return "";
        }
        return line("wall", CheckpointFigures::wallMillis, 1e3, "s")
                + line("without start", CheckpointFigures::workMillis, 1e3, "s")
                + line("peak resident", CheckpointFigures::peakResidentBytes, 1 << 20, "MiB");
    }

    private String line(String what, ToLongFunction<CheckpointFigures> figure, double unit, String unitName) {
        long theirs = median(HadoopCheckpointRun.SIDE, figure);
        long ours = median(CairnCheckpointRun.SIDE, figure);
        return String.format(
                Locale.ROOT,
                "%-14s hadoop %8.2f %-3s  cairn %8.2f %-3s  ratio %.2f%n",
                what,
                theirs / unit,
                unitName,
                ours / unit,
                unitName,
                ratio(figure));
    }

    /** The whole as one JSON object. */
    String json() {
        List<String> made = runs.stream().map(CheckpointFigures::json).toList();
        String ratios = isOfBoth()
                ? String.format(
                        Locale.ROOT,
                        ",\"ratio\":{\"wall\":%.3f,\"work\":%.3f,\"peakResident\":%.3f}",
                        ratio(CheckpointFigures::wallMillis),
                        ratio(CheckpointFigures::workMillis),
                        ratio(CheckpointFigures::peakResidentBytes))
                : "";
        return "{\"inodes\":" + input.inodes() + ",\"edits\":" + input.edits() + ",\"runs\":[" + String.join(",", made)
                + "]" + ratios + "}";
    }

    private boolean isOfBoth() {
        return runs.stream().map(CheckpointFigures::side).distinct().count() == 2;
    }

    private double ratio(ToLongFunction<CheckpointFigures> figure) {
        return (double) median(HadoopCheckpointRun.SIDE, figure) / Math.max(1, median(CairnCheckpointRun.SIDE, figure));
    }

    /** Of an even number, the mean of the two in the middle. */
    private long median(String side, ToLongFunction<CheckpointFigures> figure) {
        long[] values = runs.stream()
                .filter(run -> run.side().equals(side))
                .mapToLong(figure)
                .sorted()
                .toArray();
        return (long) Arrays.stream(values, (values.length - 1) / 2, values.length / 2 + 1)
                .average()
                .orElseThrow();
    }
}
