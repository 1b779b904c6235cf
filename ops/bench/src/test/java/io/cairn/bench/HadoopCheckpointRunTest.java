package io.cairn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The peer's side of the comparison works at all, on a directory that the peer wrote. */
@Tag("slow")
class HadoopCheckpointRunTest {
    private static final Path GOLDEN = Path.of("../../common/src/test/resources/golden/hadoop-3.5.0-allops/current");

    @Test
    void reportsPhasesWallAndPeakOfARealCheckpoint(@TempDir Path base) throws Exception {
        String classPath = Files.readString(Path.of("target/hadoop.classpath")).strip();
        HadoopSite site = HadoopSite.create(base, classPath);
        CheckpointFigures figures = new HadoopCheckpointRun(site, List.of("-Xmx512m"), List.of("-Xmx512m")).run(GOLDEN);
        System.out.println(figures.describe());
        assertEquals(
                List.of("start", "download", "load", "replay", "save", "upload"),
                List.copyOf(figures.phaseMillis().keySet()));
        assertTrue(figures.peakResidentBytes() > 50 << 20);
        assertTrue(figures.wallMillis() > 0);
    }
}
