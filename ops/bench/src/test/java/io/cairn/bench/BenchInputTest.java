package io.cairn.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.InodeHeader;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.disk.RealDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchInputTest {
    private static final String IMAGE = "fsimage_0000000001000000000";
    private static final String SEGMENT = "edits_0000000001000000001-0000000001000000700";

    private final RealDisk disk = new RealDisk();

    @TempDir
    private Path directory;

    @Test
    void isTheSameInEveryRun() throws IOException {
        BenchInput input = new BenchInput(1000, 700);
        input.write(disk, directory.resolve("one"));
        input.write(disk, directory.resolve("two"));
        for (String name : names(directory.resolve("one"))) {
            if (!name.equals("VERSION")) { // begins with a line that says when it was written, in local time
                assertArrayEquals(
                        Files.readAllBytes(directory.resolve("one").resolve(name)),
                        Files.readAllBytes(directory.resolve("two").resolve(name)),
                        name);
            }
        }
        assertEquals(List.of("VERSION", SEGMENT, IMAGE, IMAGE + ".md5", "seen_txid"), names(directory.resolve("one")));
    }

    @Test
    void holdsAsManyInodesAndEditsAsAskedFor() throws IOException {
        new BenchInput(1000, 700).write(disk, directory);
        try (ByteSource source = disk.open(directory.resolve(IMAGE))) {
            ImageReader image = ImageReader.open(source);
            assertEquals(new InodeHeader(16385 + 1000, 1001), image.inodeHeader());
            try (MessageScanner inodes = image.inodes()) {
                assertEquals(1001, count(inodes));
            }
        }
        try (ByteSource source = disk.open(directory.resolve(SEGMENT))) {
            EditReader edits = EditReader.open(source).startingWith(1_000_000_001L);
            int count = 0;
            while (edits.next()) {
                count++;
            }
            assertEquals(700, count);
            assertEquals(1_000_000_700L, edits.txid());
        }
    }

    @Test
    void refusesMoreEditsThanItHasFilesFor() {
        assertThrows(IllegalArgumentException.class, () -> new BenchInput(100, 5000).write(disk, directory));
    }

    private static int count(MessageScanner messages) throws IOException {
        int count = 0;
        while (messages.next()) {
            count++;
        }
        return count;
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
