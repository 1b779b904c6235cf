package io.cairn.common.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DirectorySurveyTest {
    private static final List<Path> ROOTS = List.of(Path.of("/disks/one"), Path.of("/disks/two"));

    private final FaultyDisk disk = new FaultyDisk(Path.of("/disks"));

    @Test
    void countsEachImageAndSegmentOnceAndFindsWhatIsMissing() throws IOException {
        List<StorageDirectory> directories = directories();
        for (StorageDirectory directory : directories) {
            put(directory, FileNames.image(5));
            put(directory, FileNames.md5(FileNames.image(5)));
            put(directory, FileNames.finalizedEdits(1, 5));
        }
        put(directories.get(0), FileNames.image(9));
        put(directories.get(0), FileNames.imageDigest(9));
        put(directories.get(0), FileNames.finalizedEdits(6, 9));
        put(directories.get(1), FileNames.finalizedEdits(13, 20));

        DirectorySurvey survey = DirectorySurvey.of(disk, directories, Map.of(), 0);

        assertEquals(
                List.of(
                        new ProcessStatus.Image(9, 3, 0, 1, false, true),
                        new ProcessStatus.Image(5, 3, 0, 2, true, false)),
                survey.images());
        assertEquals(new ProcessStatus.Segments(3, 1, 20, List.of("10-12")), survey.segments());
    }

    @Test
    void aFailedDirectoryIsToldWithWhyAndSinceWhen() throws IOException {
        List<StorageDirectory> directories = NameDirectories.configured(ROOTS, ROOTS);
        directories.get(0).create(disk);
        directories.get(0).takeOutOfService(new IOException("Input/output error"));

        List<ProcessStatus.Directory> told = DirectorySurvey.of(
                        disk, directories, Map.of(ROOTS.get(0), Instant.parse("2026-11-21T20:15:30Z")), 0)
                .directories();

        assertEquals("failed", told.get(0).state());
        assertEquals("Input/output error", told.get(0).why());
        assertEquals("2026-11-21T20:15:30Z", told.get(0).since());
        assertEquals("failed", told.get(1).state());
        assertEquals("it does not exist; is its disk mounted?", told.get(1).why());
    }

    private List<StorageDirectory> directories() throws IOException {
        List<StorageDirectory> directories = NameDirectories.configured(ROOTS, ROOTS);
        for (StorageDirectory directory : directories) {
            directory.create(disk);
        }
        return directories;
    }

    private void put(StorageDirectory directory, String name) {
        disk.put(directory.file(name), new byte[3]);
    }
}
