package io.cairn.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.hdfs.tools.offlineEditsViewer.OfflineEditsViewer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guards the oracle itself: a directory that no longer holds every op would let the other tests pass for nothing. */
class HadoopNameDirTest {
    /** Obsolete (5, 6), no longer written (10, 11, 12), symbolic links (17), snapshots (26 to 30), the end mark (-1). */
    private static final Set<Integer> ABSENT = Set.of(-1, 5, 6, 10, 11, 12, 17, 26, 27, 28, 29, 30);

    @Test
    void allOpsDirectoryHoldsEveryOpThatCanBeProvoked(@TempDir Path base) throws Exception {
        Path current = base.resolve("current");
        HadoopNameDir.allOps(base.resolve("cluster"), current);
        assertEquals(new TreeSet<>(ABSENT), absentOpcodes(current, base.resolve("stats")));
    }

    private static Set<Integer> absentOpcodes(Path current, Path stats) throws IOException {
        Set<Integer> absent = new TreeSet<>();
        Set<Integer> present = new TreeSet<>();
        for (Path segment : HadoopNameDir.segments(current)) {
            HadoopViewers.oev(segment, stats, "stats", new OfflineEditsViewer.Flags());
            try (Stream<String> lines = Files.lines(stats)) {
                for (String line : lines.filter(text -> text.contains("(")).toList()) {
                    int opcode = Integer.parseInt(line.substring(line.indexOf('(') + 1, line.indexOf(')'))
                            .strip());
                    boolean none = line.endsWith(": 0");
                    (none ? absent : present).add(opcode);
                }
            }
        }
        absent.removeAll(present);
        return absent;
    }
}
