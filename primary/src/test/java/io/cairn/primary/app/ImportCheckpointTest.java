package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DirLock;
import io.cairn.common.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cairn primary --import-checkpoint}, from images and edits that a NameNode of Hadoop 3.5.0 wrote. */
class ImportCheckpointTest {
    private static final List<String> FILES = List.of(
            "VERSION",
            "fsimage_0000000000000000163",
            "fsimage_0000000000000000163.md5",
            "fsimage_0000000000000000473",
            "fsimage_0000000000000000473.md5",
            "edits_0000000000000000164-0000000000000000244",
            "edits_0000000000000000245-0000000000000000473",
            "edits_0000000000000000474-0000000000000000575",
            "edits_0000000000000000576-0000000000000000580");

    @TempDir
    Path root;

    private Path checkpoints;
    private PrimaryFixture primary;

    @BeforeEach
    void aCheckpointersDirectory() throws IOException {
        checkpoints = root.resolve("checkpoints");
        Files.createDirectories(checkpoints.resolve("current"));
        for (String name : FILES) {
            Files.write(
                    checkpoints.resolve("current").resolve(name), Golden.bytes("hadoop-3.5.0-allops/current/" + name));
        }
        primary = new PrimaryFixture(root, "memory", "dfs.namenode.checkpoint.dir: " + checkpoints + "\n");
    }

    @Test
    void fillsMissingDirectoriesTakesOverTheIdentityAndServes() throws IOException {
        String done = ImportCheckpoint.run(primary.configuration());
        assertTrue(done.contains("image 473 and edits up to txid 580"), done);
        for (int number = 1; number <= 2; number++) {
            assertTrue(Files.readString(name(number).resolve("current/VERSION")).contains("namespaceID=337579297"));
        }
        try (PrimaryFixture started = primary.start()) {
            String listing = started.webHdfs("GET", PrimaryFixture.superuser(), "/", "op=LISTSTATUS")
                    .body();
            assertTrue(listing.contains("\"pathSuffix\":\"xattrs\""), listing);
        }
        assertTrue(Files.exists(checkpoints.resolve("current/fsimage_0000000000000000473")));
    }

    @Test
    void refusesDirectoriesThatHoldANamespace() throws IOException {
        primary.format();
        String version = Files.readString(name(1).resolve("current/VERSION"));
        refused("Cannot import a checkpoint: [" + name(1), "holds data already", "move it away");
        assertEquals(version, Files.readString(name(1).resolve("current/VERSION")));
    }

    @Test
    void refusesWithoutADirectoryToImportFrom() throws IOException {
        primary = new PrimaryFixture(root, "memory", "dfs.namenode.checkpoint.dir: " + root.resolve("nowhere") + "\n");
        refused("checkpoint directory " + root.resolve("nowhere") + " does not exist");
        primary = new PrimaryFixture(root, "memory", "");
        refused("dfs.namenode.checkpoint.dir is not set in " + primary.configuration());
    }

    @Test
    void refusesWhileTheCheckpointerRuns() throws IOException {
        try (DirLock held = DirLock.take(new RealDisk(), checkpoints, "4711@elsewhere")) {
            assertNotNull(held);
            refused(checkpoints.toString(), "in use by 4711@elsewhere");
        }
        assertFalse(Files.exists(name(1).resolve("current")));
    }

    @Test
    void refusesACheckpointThatIsNotWholeAndLeavesTheDirectoriesEmpty() throws IOException {
        for (String name : List.of(FILES.get(1), FILES.get(3))) {
            byte[] bytes = Files.readAllBytes(checkpoints.resolve("current").resolve(name));
            bytes[100] ^= 1;
            Files.write(checkpoints.resolve("current").resolve(name), bytes);
        }
        refused("fsimage_0000000000000000163", "expected MD5", "holds no image that can be used");
        assertFalse(Files.exists(name(1).resolve("current")));
    }

    private void refused(String... parts) {
        String message =
                String.valueOf(assertThrows(IOException.class, () -> ImportCheckpoint.run(primary.configuration()))
                        .getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), "no \"" + part + "\" in: " + message);
        }
    }

    private Path name(int number) {
        return root.resolve("name" + number);
    }
}
