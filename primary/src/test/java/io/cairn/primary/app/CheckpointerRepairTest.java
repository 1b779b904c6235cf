package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damage in all of the primary's own directories, mended from another process that has copies. That process is a primary
 * here, as it hands out images and edits under the same addresses as a checkpointer.
 */
class CheckpointerRepairTest {
    private static final String SECOND = "edits_0000000000000000004-0000000000000000006";

    @TempDir
    Path root;

    private PrimaryFixture keeper;

    /** Segments 1-3, 4-6 and 7-9, each with a directory made in it, and a second process with copies of all. */
    @BeforeEach
    void twoProcesses() throws IOException {
        PrimaryFixture primary = new PrimaryFixture(directory("own"), "memory", "").format();
        try (primary) {
            primary.start();
            for (String path : List.of("/a", "/b", "/c")) {
                assertEquals(
                        200,
                        primary.webHdfs("PUT", PrimaryFixture.superuser(), path, "op=MKDIRS")
                                .statusCode());
                if (!path.equals("/c")) {
                    primary.send("POST", "/checkpoint/roll");
                }
            }
        }
        for (int number = 1; number <= 2; number++) {
            Path copy = Files.createDirectories(current("keeper", number));
            try (Stream<Path> files = Files.list(current("own", number))) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
        }
        keeper = new PrimaryFixture(directory("keeper"), "memory", "").start();
    }

    @AfterEach
    void stop() throws IOException {
        keeper.close();
    }

    @Test
    void segmentDamagedEverywhereIsTakenFromTheCheckpointer() throws IOException {
        byte[] sound = Files.readAllBytes(current("own", 1).resolve(SECOND));
        for (int number = 1; number <= 2; number++) {
            damage(current("own", number).resolve(SECOND), sound.length / 2);
        }
        String health = startsWhole();
        assertTrue(health.contains("was taken from the checkpointer http://127.0.0.1:" + keeper.port()), health);
        for (int number = 1; number <= 2; number++) {
            assertArrayEquals(sound, Files.readAllBytes(current("own", number).resolve(SECOND)));
            assertTrue(Files.exists(current("own", number).resolve(SECOND + ".corrupt")));
        }
    }

    @Test
    void segmentMissingEverywhereIsTakenFromTheCheckpointer() throws IOException {
        for (int number = 1; number <= 2; number++) {
            Files.delete(current("own", number).resolve(SECOND));
        }
        assertTrue(startsWhole().contains("transactions 4 to 6 could be read in no directory"));
        assertTrue(Files.exists(current("own", 2).resolve(SECOND)));
    }

    @Test
    void imageIsTakenFromTheCheckpointerWhenNoneHereLeadsOn() throws IOException {
        for (int number = 1; number <= 2; number++) {
            damage(current("own", number).resolve("fsimage_0000000000000000000"), 100);
        }
        assertTrue(startsWhole().contains("image 0 was taken from the checkpointer"));
    }

    @Test
    void openSegmentDamagedInTheMiddleIsTakenFromTheCheckpointersFinalisedCopy() throws IOException {
        String last = "edits_0000000000000000007-0000000000000000009";
        for (int number = 1; number <= 2; number++) {
            Path open = current("own", number).resolve("edits_inprogress_0000000000000000007");
            Files.move(current("own", number).resolve(last), open);
            damage(open, (int) Files.size(open) / 2);
        }
        assertTrue(startsWhole().contains("transactions 8 to 8 could be read in no directory"));
    }

    @Test
    void refusalSaysWhatTheCheckpointerAnswered() throws IOException {
        for (int number = 1; number <= 2; number++) {
            Files.delete(current("own", number).resolve(SECOND));
            Path version = current("own", number).resolve("VERSION");
            Files.writeString(version, Files.readString(version).replace("CID-test", "CID-other"));
        }
        String message = refused(keys());
        assertTrue(message.contains("Gap in transactions: 4 to 6 (3) can be read nowhere"), message);
        assertTrue(message.contains("CID-other"), message);
        assertTrue(message.contains("is not that of this primary"), message);
    }

    @Test
    void refusalSaysThatTheCheckpointerCannotBeReached() throws IOException {
        for (int number = 1; number <= 2; number++) {
            Files.delete(current("own", number).resolve(SECOND));
        }
        String keys = keys();
        keeper.close();
        String message = refused(keys);
        assertTrue(message.contains("  Checkpointer: http://127.0.0.1:"), message);
        assertTrue(message.contains("cairn restore --from http://127.0.0.1:"), message);
    }

    private String startsWhole() throws IOException {
        try (PrimaryFixture primary = new PrimaryFixture(directory("own"), "memory", keys()).start()) {
            for (String path : List.of("/a", "/b", "/c")) {
                assertEquals(
                        200,
                        primary.webHdfs("GET", PrimaryFixture.superuser(), path, "op=GETFILESTATUS")
                                .statusCode(),
                        path);
            }
            return primary.send("GET", "/health").body();
        }
    }

    private String refused(String keys) throws IOException {
        PrimaryFixture primary = new PrimaryFixture(directory("own"), "memory", keys);
        return String.valueOf(assertThrows(IOException.class, primary::start).getMessage());
    }

    private String keys() {
        return "cairn.checkpointer.url: http://127.0.0.1:" + keeper.port() + "\ndfs.image.transfer.timeout: 5\n";
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    private Path current(String name, int number) {
        return root.resolve(name).resolve("name" + number).resolve("current");
    }

    private static void damage(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
