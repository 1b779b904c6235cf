package io.cairn.common.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteSource;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest {
    private final Disk disk = new RealDisk();

    @TempDir
    Path dir;

    @Test
    void filesAndDirectoriesAreTheOwnersOnly() throws IOException {
        Path inner = dir.resolve("a/b");
        disk.createDirectories(inner);
        disk.create(inner.resolve("f")).close();

        assertEquals("rwx------", mode(dir.resolve("a")));
        assertEquals("rwx------", mode(inner));
        assertEquals("rw-------", mode(inner.resolve("f")));
    }

    @Test
    void writesAtAnyPositionAndReadsBack() throws IOException {
        Path path = dir.resolve("f");
        byte[] big = new byte[3 << 20];
        new Random(1).nextBytes(big);
        try (DiskFile file = disk.create(path)) {
            file.write(5, big, 0, big.length);
            file.write(0, new byte[] {1, 2, 3, 4, 5}, 0, 5);
            file.force(true);
            assertEquals(big.length + 5, file.length());
        }
        try (ByteSource source = disk.open(path)) {
            byte[] read = new byte[big.length];
            source.readFully(5, read, 0, read.length);
            assertArrayEquals(big, read);
            assertEquals(-1, source.read(big.length + 5, read, 0, 1));
            EOFException end = assertThrows(EOFException.class, () -> source.readFully(big.length, read, 0, 6));
            assertTrue(end.getMessage().contains(path.toString()), end.getMessage());
        }
    }

    @Test
    void createEmptiesAndOpenForWriteKeeps() throws IOException {
        Path path = dir.resolve("f");
        put(path, "hello");
        try (DiskFile file = disk.openForWrite(path)) {
            file.write(1, new byte[] {'a'}, 0, 1);
        }
        assertEquals("hallo", Files.readString(path));
        disk.create(path).close();
        assertEquals(0, disk.length(path));
    }

    @Test
    void truncateCutsAndExtends() throws IOException {
        Path path = dir.resolve("f");
        put(path, "hello");
        try (DiskFile file = disk.openForWrite(path)) {
            file.truncate(2);
            assertEquals("he", Files.readString(path));
            file.truncate(4);
        }
        assertEquals("he\0\0", Files.readString(path));
    }

    @Test
    void readSmallRefusesBeforeReading() throws IOException {
        Path path = dir.resolve("f");
        put(path, "hello");

        IOException tooLong = assertThrows(IOException.class, () -> disk.readSmall(path, 4));
        assertTrue(tooLong.getMessage().contains("5 bytes"), tooLong.getMessage());
    }

    @Test
    void missingFileSaysSo() {
        NoSuchFileException missing = assertThrows(NoSuchFileException.class, () -> disk.open(dir.resolve("nothing")));
        assertTrue(missing.getMessage().contains("nothing"), missing.getMessage());
        assertThrows(NoSuchFileException.class, () -> disk.openForWrite(dir.resolve("nothing")));
        assertThrows(NoSuchFileException.class, () -> disk.list(dir.resolve("nothing")));
    }

    @Test
    void errorsNameActionAndPath() {
        IOException error = assertThrows(IOException.class, () -> disk.create(dir));
        assertTrue(error.getMessage().contains("create") && error.getMessage().contains(dir.toString()));
    }

    @Test
    void deleteSaysWhetherItWasThere() throws IOException {
        put(dir.resolve("f"), "x");
        assertTrue(disk.delete(dir.resolve("f")));
        assertFalse(disk.delete(dir.resolve("f")));
        disk.forceDirectory(dir);
        assertEquals(List.of(), disk.list(dir));
    }

    @Test
    void whatCannotBeLookedAtIsNotTakenForMissing() throws IOException {
        Path loop = dir.resolve("current");
        Files.createSymbolicLink(loop, loop);
        Path version = loop.resolve("VERSION");

        assertFalse(disk.exists(version));
        IOException error = assertThrows(IOException.class, () -> disk.isThere(version));
        assertTrue(
                error.getMessage().contains("as user " + System.getProperty("user.name") + ", at " + version),
                error.getMessage());
        assertFalse(disk.isThere(dir.resolve("nothing")));
        assertTrue(disk.isThere(dir));
    }

    @Test
    void lockIsExclusiveHoldsItsContentAndGoes() throws IOException {
        Path lock = dir.resolve("in_use.lock");
        Optional<Closeable> held = disk.tryLock(lock, "4711@here");
        assertTrue(held.isPresent());
        assertEquals("4711@here", Files.readString(lock));
        assertTrue(disk.tryLock(lock, "other").isEmpty());
        assertEquals("4711@here", Files.readString(lock));

        held.get().close();
        held.get().close();
        assertFalse(Files.exists(lock));
        Optional<Closeable> again = disk.tryLock(lock, "4712@here");
        assertTrue(again.isPresent());
        again.get().close();
    }

    @Test
    void lockKeepsOutOtherProcessesWhateverThisOneTries() throws Exception {
        Path lock = dir.resolve("in_use.lock");
        Closeable held = disk.tryLock(lock, "4711@here").orElseThrow();
        assertEquals("taken", askOtherProcess(lock));
        assertTrue(new RealDisk().tryLock(lock, "other").isEmpty());
        assertEquals(Optional.of("4711@here"), new RealDisk().lockContent(lock));
        assertTrue(new RealDisk().isLocked(lock));
        assertEquals("taken", askOtherProcess(lock), "looking at it did not let go of it");
        held.close();
        assertEquals("free", askOtherProcess(lock));
    }

    @Test
    void lockThatCannotBeWrittenIsLetGo() throws Exception {
        Path full = Path.of("/dev/full"); // takes opening and locking, but not one byte
        Assumptions.assumeTrue(Files.isWritable(full), "no " + full + " here");
        Path lock = dir.resolve("in_use.lock");
        Files.createSymbolicLink(lock, full);

        IOException error = assertThrows(IOException.class, () -> disk.tryLock(lock, "4711@here"));
        assertTrue(error.getMessage().contains("Cannot lock " + lock), error.getMessage());

        Files.delete(lock);
        Optional<Closeable> again = disk.tryLock(lock, "4711@here");
        assertTrue(again.isPresent(), "there is room again, and nobody has it");
        again.get().close();
        assertEquals("free", askOtherProcess(lock));
    }

    @Test
    void lockFileOfADeadProcessIsNotLocked() throws IOException {
        Path lock = dir.resolve("in_use.lock");
        put(lock, "4711@here");
        RealDisk disk = new RealDisk();
        assertFalse(disk.isLocked(lock));
        assertEquals("4711@here", Files.readString(lock));
        disk.tryLock(lock, "4712@here").orElseThrow().close();
    }

    private static String askOtherProcess(Path lock) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockProbe.class.getName(),
                        lock.toString())
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return answer.strip();
    }

    /** Another process that wants the lock. */
    static final class LockProbe {
        private LockProbe() {}

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            boolean looked = Files.exists(file) && new RealDisk().isLocked(file);
            Optional<Closeable> lock = new RealDisk().tryLock(file, "probe");
            System.out.println(lock.isPresent() == looked ? "confused" : lock.isPresent() ? "free" : "taken");
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }

    private static void put(Path path, String text) throws IOException {
        Files.write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
