package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.common.layout.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Name directories that go back and forth between two histories, with the same RocksDB outside of them. */
class OtherHistoryTest {
    @TempDir
    Path root;

    @Test
    void directoriesThatWereReplacedAndPutBackAreServedWithoutATraceOfTheOtherHistory() throws IOException {
        PrimaryFixture primary =
                new PrimaryFixture(root, "rocksdb", "cairn.rocksdb.dir: " + root.resolve("rocks") + "\n").format();
        make(primary, "/before");
        for (String name : List.of("name1", "name2")) {
            copy(root.resolve(name), root.resolve(name + ".copy"));
        }
        make(primary, "/first", "/first/a", "/first/b", "/first/c", "/first/d", "/first/e");
        for (String name : List.of("name1", "name2")) {
            Files.delete(root.resolve(name).resolve("current").resolve(FileNames.ROLL_DIGESTS));
            Files.move(root.resolve(name), root.resolve(name + ".replaced"));
            Files.move(root.resolve(name + ".copy"), root.resolve(name));
        }
        make(primary, "/second");
        for (String name : List.of("name1", "name2")) {
            Files.move(root.resolve(name), root.resolve(name + ".copy"));
            Files.move(root.resolve(name + ".replaced"), root.resolve(name));
        }
        try (primary) {
            primary.start();
            for (String there : List.of("/before", "/first", "/first/a", "/first/e")) {
                assertEquals(200, status(primary, there), there);
            }
            assertEquals(404, status(primary, "/second"));
        }
    }

    private static void make(PrimaryFixture primary, String... directories) throws IOException {
        primary.start();
        for (String directory : directories) {
            assertEquals(
                    200,
                    primary.webHdfs("PUT", PrimaryFixture.superuser(), directory, "op=MKDIRS")
                            .statusCode());
        }
        primary.stop();
    }

    private static int status(PrimaryFixture primary, String path) throws IOException {
        return primary.webHdfs("GET", PrimaryFixture.superuser(), path, "op=GETFILESTATUS")
                .statusCode();
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(from.relativize(file)));
        }
    }
}
