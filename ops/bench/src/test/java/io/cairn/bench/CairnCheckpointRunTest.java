package io.cairn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cairn.common.disk.RealDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our side of the comparison works, with the processes that users start. */
@Tag("slow")
class CairnCheckpointRunTest {
    private static final Path LAUNCHER = Path.of("../bin/cairn");

    @Test
    void reportsPhasesWallAndPeakOfARealCheckpoint(@TempDir Path base) throws Exception {
        assumeTrue(isBuilt(), "needs the distribution: mvn verify of the whole makes it before this test");
        Path input = base.resolve("input");
        new BenchInput(20_000, 10_000).write(new RealDisk(), input);
        CairnSite site = CairnSite.create(base.resolve("site"), LAUNCHER.toRealPath());
        CheckpointFigures figures =
                new CairnCheckpointRun(site, "512m", new CairnSite.MergeMemory("96m", 4 << 20, 32 << 20)).run(input);
        System.out.println(figures.describe());
        assertEquals(
                List.of("start", "roll", "image", "edits", "index", "replay", "save", "upload", "retain"),
                List.copyOf(figures.phaseMillis().keySet()));
        assertTrue(figures.phaseMillis().values().stream().allMatch(millis -> millis >= 0));
        assertTrue(figures.peakResidentBytes() > 30 << 20);
        assertTrue(figures.imageBytes() > 1 << 20);
        assertTrue(figures.wallMillis() > 0);
    }

    private static boolean isBuilt() throws Exception {
        Path target = Path.of("../cli/target");
        if (!Files.isDirectory(target)) {
            return false;
        }
        try (Stream<Path> tree = Files.find(target, 4, (path, attributes) -> path.endsWith("bin/cairn"))) {
            return tree.findAny().isPresent();
        }
    }
}
