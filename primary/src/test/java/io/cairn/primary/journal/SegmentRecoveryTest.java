package io.cairn.primary.journal;

import static io.cairn.primary.journal.JournalFixture.A;
import static io.cairn.primary.journal.JournalFixture.B;
import static io.cairn.primary.journal.JournalFixture.directories;
import static io.cairn.primary.journal.JournalFixture.op;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.codec.edits.EditEncoder;
import io.cairn.common.codec.edits.LostSectors;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentRecoveryTest {
    private static final Path CURRENT_A = A.resolve("current");
    private static final Path CURRENT_B = B.resolve("current");
    private static final String OPEN = FileNames.inProgressEdits(1);
    private static final int FRAME = 25;

    private final FaultyDisk disk = JournalFixture.disk();

    @Test
    void cutsPaddingAndFinalises() throws IOException {
        disk.put(CURRENT_A.resolve(OPEN), padded(segment(9), 4096));
        assertEquals(9, JournalFixture.recover(disk, directories(A)));
        assertArrayEquals(segment(9), disk.crash().bytes(CURRENT_A.resolve(FileNames.finalizedEdits(1, 9))));
    }

    @Test
    void cutsATornTailAndKeepsIt() throws IOException {
        byte[] whole = segment(9);
        byte[] torn = padded(Arrays.copyOf(whole, whole.length - 10), 4096);
        disk.put(CURRENT_A.resolve(OPEN), torn);

        assertEquals(8, JournalFixture.recover(disk, directories(A)));
        byte[] tail = disk.crash().bytes(CURRENT_A.resolve(OPEN + ".torn"));
        assertArrayEquals(Arrays.copyOfRange(torn, whole.length - FRAME, torn.length), tail);
    }

    @Test
    void setsAsideWhatHasNoEdit() throws IOException {
        disk.put(CURRENT_A.resolve(OPEN), new byte[0]);
        disk.put(CURRENT_A.resolve(FileNames.inProgressEdits(2)), padded(Arrays.copyOf(segment(1), 8), 4096));
        disk.put(CURRENT_A.resolve(FileNames.inProgressEdits(3)), padded(new byte[0], 4096));
        disk.put(CURRENT_A.resolve(FileNames.inProgressEdits(4)), new byte[] {1, 2});

        List<RecoveredSegment> done = new SegmentRecovery(disk, directories(A), JournalListener.NONE).run();
        assertEquals(4, done.size());
        assertFalse(disk.exists(CURRENT_A.resolve(OPEN)));
        assertTrue(disk.exists(CURRENT_A.resolve(FileNames.inProgressEdits(2) + ".empty")));
        assertTrue(disk.exists(CURRENT_A.resolve(FileNames.inProgressEdits(3) + ".corrupt")));
        assertTrue(disk.exists(CURRENT_A.resolve(FileNames.inProgressEdits(4) + ".corrupt")));
    }

    @Test
    void refusesDamageInTheMiddleNamingTheMissingRangeAndChangesNothing() throws IOException {
        byte[] damaged = segment(9);
        damaged[8 + 17 + 3 * FRAME + 20] ^= 1; // body of txid 5
        disk.put(CURRENT_A.resolve(OPEN), damaged);
        disk.put(CURRENT_B.resolve(OPEN), padded(segment(4), 4096));

        DamagedSegmentException refused = assertThrows(
                DamagedSegmentException.class,
                () -> new SegmentRecovery(disk, directories(A, B), JournalListener.NONE).run());
        assertEquals(new TxRange(5, 5), refused.missing());
        assertTrue(refused.getMessage().contains(CURRENT_A.resolve(OPEN).toString()), refused.getMessage());
        assertTrue(refused.getMessage().contains("edits 5 to 5 are missing"), refused.getMessage());
        assertArrayEquals(damaged, disk.bytes(CURRENT_A.resolve(OPEN)));
        assertTrue(disk.exists(CURRENT_B.resolve(OPEN)));
    }

    @Test
    void repairsDamageFromAnotherDirectory() throws IOException {
        byte[] damaged = segment(9);
        damaged[8 + 17 + 3 * FRAME + 20] ^= 1;
        disk.put(CURRENT_A.resolve(OPEN), damaged);
        disk.put(CURRENT_B.resolve(OPEN), padded(segment(9), 4096));

        assertEquals(9, JournalFixture.recover(disk, directories(A, B)));
        assertArrayEquals(segment(9), disk.crash().bytes(CURRENT_A.resolve(FileNames.finalizedEdits(1, 9))));
        assertArrayEquals(damaged, disk.crash().bytes(CURRENT_A.resolve(OPEN + ".corrupt")));
    }

    @Test
    void repairsDamageFromAFinalisedCopy() throws IOException {
        byte[] damaged = segment(9);
        damaged[8 + 17 + 20] ^= 1;
        disk.put(CURRENT_A.resolve(OPEN), damaged);
        disk.put(CURRENT_B.resolve(FileNames.finalizedEdits(1, 12)), segment(12));

        assertEquals(12, JournalFixture.recover(disk, directories(A, B)));
        assertArrayEquals(segment(12), disk.bytes(CURRENT_A.resolve(FileNames.finalizedEdits(1, 12))));
    }

    @Test
    void bringsTheLongestCopyToAllDirectories() throws IOException {
        disk.put(CURRENT_A.resolve(OPEN), padded(segment(7), 4096));
        disk.put(CURRENT_B.resolve(OPEN), padded(segment(9), 4096));

        assertEquals(9, JournalFixture.recover(disk, directories(A, B)));
        assertEquals(9, JournalFixture.lastTxidOf(disk, directories(A)));
        assertTrue(disk.exists(CURRENT_A.resolve(OPEN + ".stale")));
    }

    @Test
    void refusesWhenFinalisedAndUnfinalisedHaveTheSameEnds() {
        disk.put(CURRENT_A.resolve(OPEN), segment(7));
        disk.put(CURRENT_A.resolve(FileNames.finalizedEdits(1, 7)), segment(7));

        assertThrows(
                InconsistentStorageException.class,
                () -> new SegmentRecovery(disk, directories(A), JournalListener.NONE).run());
    }

    @Test
    void unforcedWriteThatLostAnySectorsIsCutAndNothingBeforeIt() throws IOException {
        long seed = Long.getLong("cairn.test.seed", 20261121L);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int forcedEdits = 1 + random.nextInt(200);
            int edits = forcedEdits + 1 + random.nextInt(200);
            byte before = random.nextBoolean() ? (byte) 0xFF : 0;
            byte[] file = lostSectors(segment(edits), segment(forcedEdits).length, before, random);
            FaultyDisk crashed = JournalFixture.disk();
            crashed.put(CURRENT_A.resolve(OPEN), file);

            String at = "round " + round + ", seed " + seed;
            long last;
            try {
                last = JournalFixture.recover(crashed, directories(A));
            } catch (DamagedSegmentException e) {
                throw new AssertionError(at, e);
            }
            assertTrue(last >= forcedEdits, at + ": " + last + " < " + forcedEdits);
        }
    }

    /** What is there if any sectors from {@code forcedBytes} on kept what they held before. */
    private static byte[] lostSectors(byte[] written, int forcedBytes, byte before, Random random) {
        byte[] file = padded(written, 16384);
        if (before == 0) {
            // The file had just grown there, over a whole sector; what was forced in the first one is followed by
            // padding.
            Arrays.fill(file, written.length, file.length, (byte) 0);
        }
        int sector = LostSectors.SECTOR_BYTES;
        for (int from = forcedBytes / sector * sector; from < file.length; from += sector) {
            if (random.nextInt(3) == 0) {
                int start = Math.max(from, forcedBytes);
                Arrays.fill(file, start, from + sector, start == from ? before : (byte) 0xFF);
            }
        }
        return file;
    }

    @Test
    void flippedBitInTheMiddleIsNeverTakenForATornWrite() throws IOException {
        byte[] whole = segment(300);
        Random random = new Random(9);
        for (int round = 0; round < 300; round++) {
            byte[] damaged = whole.clone();
            int at = 25 + random.nextInt(whole.length - 25 - 2 * FRAME);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            FaultyDisk crashed = JournalFixture.disk();
            crashed.put(CURRENT_A.resolve(OPEN), padded(damaged, 16384));

            DamagedSegmentException refused = assertThrows(
                    DamagedSegmentException.class,
                    () -> new SegmentRecovery(crashed, directories(A), JournalListener.NONE).run(),
                    "bit of byte " + at);
            long hit = 2L + (at - 25) / FRAME;
            assertTrue(refused.missing().contains(hit), hit + " in " + refused.missing());
        }
    }

    /** A segment with edits 1 to {@code lastTxid}. */
    private static byte[] segment(int lastTxid) {
        EditEncoder encoder = new EditEncoder(LayoutVersion.CURRENT);
        ByteWriter bytes = new ByteWriter();
        encoder.header(bytes);
        encoder.encode(1, new StartLogSegmentOp(), bytes);
        for (long txid = 2; txid <= lastTxid; txid++) {
            encoder.encode(txid, op(txid), bytes);
        }
        return bytes.toByteArray();
    }

    private static byte[] padded(byte[] bytes, int length) {
        byte[] result = new byte[length];
        Arrays.fill(result, (byte) 0xFF);
        System.arraycopy(bytes, 0, result, 0, bytes.length);
        return result;
    }
}
