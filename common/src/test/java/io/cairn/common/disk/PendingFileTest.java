package io.cairn.common.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PendingFileTest {
    private static final Path DIR = Path.of("/d");
    private static final byte[] CONTENT = new byte[700_000];

    static {
        new Random(3).nextBytes(CONTENT);
    }

    @Test
    void isThereOnlyAfterCommit() throws IOException {
        FaultyDisk disk = new FaultyDisk(DIR);
        try (PendingFile file = PendingFile.begin(disk, DIR, "fsimage.ckpt_7", "fsimage_7")) {
            writeInPieces(file);
            assertEquals(CONTENT.length, file.sink().position());
            file.seal();
            assertArrayEquals(CONTENT, disk.bytes(file.temporary()));
            assertFalse(disk.exists(file.target()));
            file.commit();
        }
        assertEquals(List.of("fsimage_7"), disk.list(DIR));
        assertArrayEquals(CONTENT, disk.crash().bytes(DIR.resolve("fsimage_7")));
    }

    @Test
    void closeWithoutCommitRemovesIt() throws IOException {
        FaultyDisk disk = new FaultyDisk(DIR);
        try (PendingFile file = PendingFile.begin(disk, DIR.resolve("f"))) {
            writeInPieces(file);
        }
        assertEquals(List.of(), disk.list(DIR));
    }

    @Test
    void refusesBytesAfterSealAndCommitAfterClose() throws IOException {
        FaultyDisk disk = new FaultyDisk(DIR);
        PendingFile file = PendingFile.begin(disk, DIR.resolve("f"));
        file.seal();
        assertThrows(IllegalStateException.class, () -> {
            file.sink().write(CONTENT, 0, CONTENT.length);
        });
        file.close();
        assertThrows(IllegalStateException.class, file::commit);
    }

    @Test
    void neverCommitsAFileWithAHole() throws IOException {
        FaultyDisk disk = new FaultyDisk(DIR);
        disk.failCall(FaultyDisk.Call.WRITE, 1, path -> true, false);
        try (PendingFile file = PendingFile.begin(disk, DIR.resolve("f"))) {
            assertThrows(IOException.class, () -> file.sink().write(CONTENT, 0, CONTENT.length));
            assertThrows(IllegalStateException.class, file::commit);
        }
        assertEquals(List.of(), disk.list(DIR));
    }

    @Test
    void everyFailingCallLeavesOldOrNewWhole() throws IOException {
        byte[] old = {1, 2, 3};
        for (int n = 1; ; n++) {
            FaultyDisk disk = new FaultyDisk(DIR);
            disk.put(DIR.resolve("f"), old);
            long before = disk.changingCalls();
            disk.failChange(n, path -> true);
            boolean committed = receive(disk);
            long calls = disk.changingCalls() - before;

            byte[] after = disk.crash().bytes(DIR.resolve("f"));
            assertArrayEquals(committed ? CONTENT : old, after, "failing call " + n);
            if (committed) {
                assertTrue(calls < n, "all calls were failed once");
                return;
            }
        }
    }

    @Test
    void everyCrashLeavesOldOrNewWhole() throws IOException {
        byte[] old = {1, 2, 3};
        Random random = new Random(5);
        for (int n = 1; ; n++) {
            FaultyDisk disk = new FaultyDisk(DIR);
            disk.put(DIR.resolve("f"), old);
            disk.crashAtCall(n);
            boolean committed = receive(disk);
            for (FaultyDisk next : List.of(disk.crash(), disk.crashKeepingAll(), disk.crashTorn(random))) {
                byte[] after = next.bytes(DIR.resolve("f"));
                boolean isNew = after.length == CONTENT.length;
                assertArrayEquals(isNew ? CONTENT : old, after, "crash at call " + n);
                assertTrue(isNew || !committed, "a committed file is there, crash at call " + n);
            }
            if (committed) {
                return;
            }
        }
    }

    private static boolean receive(FaultyDisk disk) {
        try (PendingFile file = PendingFile.begin(disk, DIR.resolve("f"))) {
            writeInPieces(file);
            file.commit();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void writeInPieces(PendingFile file) throws IOException {
        int at = 0;
        for (int piece = 1; at < CONTENT.length; piece = piece * 3 + 1) {
            int count = Math.min(piece, CONTENT.length - at);
            file.sink().write(CONTENT, at, count);
            at += count;
        }
    }
}
