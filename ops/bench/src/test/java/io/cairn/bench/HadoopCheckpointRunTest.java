package io.cairn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.disk.RealDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The peer's side of the comparison works at all, and the peer takes the input that we make for both. */
@Tag("slow")
class HadoopCheckpointRunTest {
    @Test
    void reportsPhasesWallAndPeakOfARealCheckpoint(@TempDir Path base) throws Exception {
        String classPath = Files.readString(Path.of("target/hadoop.classpath")).strip();
        Path input = base.resolve("input");
        new BenchInput(2000, 1500).write(new RealDisk(), input);
        HadoopSite site = HadoopSite.create(base.resolve("site"), classPath);
        CheckpointFigures figures = new HadoopCheckpointRun(site, List.of("-Xmx512m"), List.of("-Xmx512m")).run(input);
        System.out.println(figures.describe());
        assertEquals(
                List.of("start", "download", "load", "replay", "save", "upload"),
                List.copyOf(figures.phaseMillis().keySet()));
        assertTrue(figures.peakResidentBytes() > 50 << 20);
        assertTrue(figures.wallMillis() > 0);
    }
}
