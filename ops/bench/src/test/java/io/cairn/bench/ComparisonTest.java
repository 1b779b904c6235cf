package io.cairn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final BenchInput input = new BenchInput(10, 5);

    @Test
    void setsTheMediansOfBothSidesInProportion() {
        Comparison comparison = new Comparison(
                input,
                List.of(
                        figures("hadoop", 8000, 400), figures("cairn", 2000, 100),
                        figures("cairn", 3000, 300), figures("hadoop", 4000, 200)));
        assertEquals(
                String.format(
                        "%s%n%s%n%s%n",
                        "wall           hadoop     6.00 s    cairn     2.50 s    ratio 2.40",
                        "without start  hadoop     5.90 s    cairn     2.40 s    ratio 2.46",
                        "peak resident  hadoop   300.00 MiB  cairn   200.00 MiB  ratio 1.50"),
                comparison.describe());
    }

    @Test
    void hasNoRatioOfOneSide() {
        Comparison comparison = new Comparison(input, List.of(figures("cairn", 2000, 1)));
        assertEquals("", comparison.describe());
        assertEquals(
                "{\"inodes\":10,\"edits\":5,\"runs\":[{\"side\":\"cairn\",\"wallMillis\":2000,\"workMillis\":1900,"
                        + "\"peakResidentBytes\":1048576,\"imageBytes\":7,\"phaseMillis\":{\"start\":100}}]}",
                comparison.json());
    }

    private static CheckpointFigures figures(String side, long wallMillis, long peakMib) {
        return new CheckpointFigures(side, Map.of(CheckpointFigures.START, 100L), wallMillis, peakMib << 20, 7);
    }
}
