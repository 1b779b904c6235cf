package io.cairn.common.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.disk.DiskFile;
import io.cairn.common.testkit.FaultyDisk.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FaultyDiskTest {
    private static final Path DIR = Path.of("/d");
    private static final Path FILE = DIR.resolve("f");

    private final FaultyDisk disk = new FaultyDisk(DIR);

    @Test
    void crashLosesUnforcedBytes() throws IOException {
        DiskFile file = disk.create(FILE);
        disk.forceDirectory(DIR);
        write(file, 0, "kept");
        file.force(false);
        write(file, 4, " lost");

        assertEquals("kept lost", text(disk));
        assertEquals("kept", text(disk.crash()));
    }

    @Test
    void crashLosesOverwrittenBytesOfUnforcedWrite() throws IOException {
        disk.put(FILE, "before".getBytes(StandardCharsets.UTF_8));
        write(disk.openForWrite(FILE), 2, "xx");

        assertEquals("bexxre", text(disk));
        assertEquals("before", text(disk.crash()));
    }

    @Test
    void crashLosesUnforcedNames() throws IOException {
        DiskFile file = disk.create(FILE);
        write(file, 0, "x");
        file.force(true);

        assertEquals(List.of(), disk.crash().list(DIR));
    }

    @Test
    void crashTakesBackUnforcedRenameAndDelete() throws IOException {
        disk.put(FILE, new byte[1]);
        disk.put(DIR.resolve("g"), new byte[2]);
        disk.rename(FILE, DIR.resolve("h"));
        disk.delete(DIR.resolve("g"));

        assertEquals(List.of("h"), disk.list(DIR));
        assertEquals(List.of("f", "g"), disk.crash().list(DIR));
    }

    @Test
    void crashForgetsUnforcedDirectory() throws IOException {
        Path inner = DIR.resolve("inner");
        disk.createDirectories(inner);
        assertTrue(disk.exists(inner));
        FaultyDisk lost = disk.crash();
        assertFalse(lost.exists(inner));

        lost.createDirectories(inner);
        lost.forceDirectory(DIR);
        assertTrue(lost.crash().exists(inner));
    }

    @Test
    void forcedRenameSurvives() throws IOException {
        disk.put(FILE, new byte[1]);
        disk.rename(FILE, DIR.resolve("g"));
        disk.forceDirectory(DIR);

        assertEquals(List.of("g"), disk.crash().list(DIR));
    }

    @Test
    void crashKeepingAllKeepsTheUnforced() throws IOException {
        write(disk.create(FILE), 0, "all");

        assertEquals("all", text(disk.crashKeepingAll()));
    }

    @Test
    void tornCrashKeepsSomeSectors() throws IOException {
        DiskFile file = disk.create(FILE);
        file.write(0, new byte[8 * 512], 0, 8 * 512);
        file.force(true);
        disk.forceDirectory(DIR);
        byte[] ones = new byte[8 * 512];
        Arrays.fill(ones, (byte) 1);
        file.write(0, ones, 0, ones.length);

        TreeSet<Byte> sectors = new TreeSet<>();
        byte[] torn = disk.crashTorn(new Random(7)).bytes(FILE);
        for (int at = 0; at < torn.length; at += 512) {
            sectors.add(torn[at]);
        }
        assertEquals(new TreeSet<>(List.of((byte) 0, (byte) 1)), sectors);
    }

    @Test
    void failsTheNthCallOfAKindOnce() throws IOException {
        disk.failCall(Call.WRITE, 2, path -> true, false);
        DiskFile file = disk.create(FILE);
        write(file, 0, "ab");
        assertThrows(FaultyDisk.Injected.class, () -> write(file, 2, "cdef"));
        assertEquals("abcd", text(disk), "half of a failed write is there");
        write(file, 2, "xyz1");
        assertEquals("abxyz1", text(disk));
        assertEquals(3, disk.count(Call.WRITE));
    }

    @Test
    void brokenDirectoryStaysBroken() throws IOException {
        disk.createDirectories(Path.of("/d/a"));
        disk.breakBelow(Path.of("/d/a"));

        assertThrows(IOException.class, () -> disk.create(Path.of("/d/a/f")));
        assertThrows(IOException.class, () -> disk.create(Path.of("/d/a/f")));
        disk.create(FILE);
    }

    @Test
    void refusesASecondForceAfterAFailedOne() throws IOException {
        disk.failCall(Call.FORCE, 1, path -> true, false);
        DiskFile file = disk.create(FILE);
        assertThrows(FaultyDisk.Injected.class, () -> file.force(true));

        assertThrows(IllegalStateException.class, () -> file.force(true));
    }

    @Test
    void stopsAtTheNthChange() throws IOException {
        disk.crashAtCall(2);
        DiskFile file = disk.create(FILE);

        assertThrows(FaultyDisk.Crashed.class, () -> write(file, 0, "x"));
        assertThrows(FaultyDisk.Crashed.class, () -> disk.list(DIR));
        assertTrue(disk.hasCrashed());
    }

    @Test
    void runsFull() throws IOException {
        disk.limitTo(10);
        DiskFile file = disk.create(FILE);
        write(file, 0, "12345678");
        IOException full = assertThrows(IOException.class, () -> write(file, 8, "9abc"));

        assertTrue(full.getMessage().contains("No space left on device"), full.getMessage());
        assertEquals("123456789a", text(disk));
        assertEquals(0, disk.usableBytes(DIR));
    }

    @Test
    void flipsABit() throws IOException {
        disk.put(FILE, new byte[] {0, 0});
        disk.flipBit(FILE, 1, 3);

        assertArrayEquals(new byte[] {0, 8}, disk.readSmall(FILE, 2));
    }

    @Test
    void locksOnce() throws IOException {
        var lock = disk.tryLock(FILE, "me").orElseThrow();
        assertTrue(disk.tryLock(FILE, "you").isEmpty());
        lock.close();
        assertTrue(disk.tryLock(FILE, "you").isPresent());
    }

    private static void write(DiskFile file, long position, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        file.write(position, bytes, 0, bytes.length);
    }

    private static String text(FaultyDisk disk) {
        return new String(disk.bytes(FILE), StandardCharsets.UTF_8);
    }
}
