package io.cairn.common.codec.edits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.Checksums;
import io.cairn.common.codec.edits.CorruptEditException.Kind;
import io.cairn.common.model.CallId;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.ConcatDeleteOp;
import io.cairn.common.op.DeleteOp;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.EndLogSegmentOp;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.testkit.MemorySource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EditReaderTest {
    private final ByteWriter out = new ByteWriter();
    private final EditEncoder encoder = new EditEncoder(LayoutVersion.CURRENT);
    private final List<Integer> frameStarts = new ArrayList<>();

    EditReaderTest() {
        encoder.header(out);
    }

    @Test
    void readsOpAfterOpWithItsPlace() throws Exception {
        threeOps();
        EditReader reader = open();
        assertTrue(reader.next());
        assertEquals(new StartLogSegmentOp(), reader.op());
        assertEquals(8, reader.offset());
        assertTrue(reader.next());
        assertEquals(delete(2), reader.edit().op());
        assertEquals(2, reader.edit().txid());
        assertEquals(25, reader.offset());
        assertTrue(reader.next());
        assertEquals(3, reader.txid());
        assertFalse(reader.next());
        assertFalse(reader.next());
        assertEquals(out.position(), reader.position());
    }

    @Test
    void paddingIsTheEnd() throws Exception {
        threeOps();
        out.fill(0xFF, 1000);
        out.fill(0, 1000);
        assertEquals(List.of(1L, 2L, 3L), txids(open()));
        assertEquals(SegmentTail.PADDED, scan().tail());
    }

    @Test
    void garbageBehindTheEndMarkIsATornTail() throws Exception {
        threeOps();
        int end = out.position();
        out.fill(0xFF, 100);
        out.i8(7);
        CorruptEditException e = assertThrows(CorruptEditException.class, () -> txids(open()));
        assertEquals(Kind.TORN, e.kind());
        assertEquals(end + 100, e.offset());
        assertEquals(3, e.txid());
        assertTrue(e.getMessage().contains("padding") && e.getMessage().contains("byte 7"), e.getMessage());
        assertEquals(SegmentTail.TORN, scan().tail());
        assertEquals(end, scan().validBytes());
    }

    @Test
    void opsBehindTheEndMarkAreDamage() throws Exception {
        threeOps();
        out.fill(0xFF, 100);
        append(4, delete(4));
        CorruptEditException e = assertThrows(CorruptEditException.class, () -> txids(open()));
        assertEquals(Kind.DAMAGED, e.kind());
        assertEquals(SegmentTail.DAMAGED, scan().tail());
        assertEquals(3, scan().lastTxid());
        assertEquals(4, scan().highestTxid());
    }

    @Test
    void lastTxidEndsReadingWhateverFollows() throws Exception {
        threeOps();
        out.fill(9, 100);
        assertEquals(List.of(1L, 2L, 3L), txids(open().upTo(3)));
        assertEquals(List.of(1L, 2L), txids(open().upTo(2)));
    }

    @Test
    void endingBeforeTheLastTxidIsAGap() throws Exception {
        threeOps();
        CorruptEditException e = assertThrows(CorruptEditException.class, () -> txids(open().upTo(5)));
        assertEquals(Kind.GAP, e.kind());
        assertEquals("ops up to txid 5", e.expected());
        assertEquals(3, e.txid());
    }

    @Test
    void tornAtAnyByteEndsBeforeTheCutOp() throws Exception {
        threeOps();
        byte[] whole = out.toByteArray();
        for (int cut = 9; cut < whole.length; cut++) {
            MemorySource source = new MemorySource(Arrays.copyOf(whole, cut));
            int ops = wholeOps(cut);
            EditReader reader = EditReader.open(source);
            for (int i = 0; i < ops; i++) {
                assertTrue(reader.next());
            }
            SegmentScan scan = SegmentScan.of(source);
            assertEquals(ops, scan.ops());
            if (frameStarts.contains(cut)) {
                assertFalse(reader.next());
                assertEquals(SegmentTail.CLEAN, scan.tail());
            } else {
                assertEquals(
                        Kind.TORN,
                        assertThrows(CorruptEditException.class, reader::next).kind());
                assertEquals(SegmentTail.TORN, scan.tail());
                assertFalse(reader.resync());
            }
        }
    }

    @Test
    void tornInsidePreallocatedSpaceIsATornTail() throws Exception {
        threeOps();
        byte[] whole = out.toByteArray();
        for (int cut = frameStarts.get(2) + 1; cut < whole.length; cut++) {
            byte[] padded = Arrays.copyOf(whole, whole.length + 500);
            Arrays.fill(padded, cut, padded.length, (byte) -1);
            SegmentScan scan = SegmentScan.of(new MemorySource(padded));
            assertEquals(2, scan.ops(), "cut at " + cut);
            assertEquals(SegmentTail.TORN, scan.tail());
            assertEquals(frameStarts.get(2).longValue(), scan.validBytes());
        }
    }

    @Test
    void everyFlippedBitIsNoticed() throws Exception {
        threeOps();
        byte[] whole = out.toByteArray();
        for (int bit = 8 * 8; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            int at = bit / 8;
            CorruptEditException e = assertThrows(
                    CorruptEditException.class,
                    () -> txids(EditReader.open(new MemorySource(flipped)).startingWith(1)),
                    "bit " + bit);
            int inLast = at - frameStarts.get(2);
            boolean lengthOfLast = inLast >= EditsFormat.LENGTH_OFFSET && inLast < EditsFormat.TXID_OFFSET;
            // Only where the last op seems to go on behind the end of the file can it be one that was never finished.
            assertTrue(e.kind() == Kind.DAMAGED || lengthOfLast, "bit " + bit + ": " + e.kind());
        }
    }

    @Test
    void damageInTheMiddleIsSkippedByResync() throws Exception {
        threeOps();
        out.array()[frameStarts.get(1) + 20] ^= 1;
        EditReader reader = open();
        assertTrue(reader.next());
        CorruptEditException e = assertThrows(CorruptEditException.class, reader::next);
        assertEquals(Kind.DAMAGED, e.kind());
        assertEquals(frameStarts.get(1).longValue(), e.offset());
        assertEquals(1, e.txid());
        assertTrue(reader.resync());
        assertEquals(3, reader.txid());
        assertEquals(new EndLogSegmentOp(), reader.op());
        assertFalse(reader.next());
    }

    @Test
    void resyncFindsTheNextOpBehindGarbageOfAnyLength() throws Exception {
        Random random = new Random(5);
        for (int length = 1; length < 200; length += 7) {
            out.truncate(EditsFormat.HEADER_BYTES);
            append(1, new StartLogSegmentOp());
            byte[] garbage = new byte[length];
            random.nextBytes(garbage);
            garbage[0] = 3;
            out.bytes(garbage);
            append(2, delete(2));
            EditReader reader = open();
            assertTrue(reader.next());
            assertEquals(
                    Kind.DAMAGED,
                    assertThrows(CorruptEditException.class, reader::next).kind());
            assertTrue(reader.resync());
            assertEquals(2, reader.txid());
        }
    }

    @Test
    void unknownOpcodeIsDamageAndNotATornTail() throws Exception {
        append(1, new StartLogSegmentOp());
        frame(2, 60, new byte[] {1, 2, 3});
        assertUnknown(60);
        assertEquals(2, scan().lastTxid());
    }

    @Test
    void obsoleteOpcodeIsRefused() throws Exception {
        append(1, new StartLogSegmentOp());
        frame(2, 5, new byte[0]);
        assertUnknown(5);
    }

    @Test
    void bodyThatIsNotUsedUpIsDamage() throws Exception {
        append(1, new StartLogSegmentOp());
        frame(2, 24, new byte[] {9});
        CorruptEditException e = assertThrows(CorruptEditException.class, () -> txids(open()));
        assertEquals(Kind.DAMAGED, e.kind());
        assertEquals(25 + 13, e.offset());
        assertTrue(e.getMessage().contains("OP_START_LOG_SEGMENT"), e.getMessage());
    }

    @Test
    void bodyThatIsTooShortIsDamage() throws Exception {
        frame(1, 2, new byte[] {0, 4, '/'});
        CorruptEditException e = assertThrows(CorruptEditException.class, () -> txids(open()));
        assertEquals(Kind.DAMAGED, e.kind());
        assertEquals("1 left", e.found());
        assertEquals(CorruptEditException.NO_TXID, e.txid());
    }

    @Test
    void resyncGoesPastAnOpThatIsNotUnderstood() throws Exception {
        frame(1, 60, new byte[3]);
        frame(2, 24, new byte[3]);
        append(3, delete(3));
        EditReader reader = open();
        assertThrows(CorruptEditException.class, reader::next);
        assertTrue(reader.resync());
        assertEquals(3, reader.txid());
    }

    @Test
    void lengthBeyondTheLimitIsRefusedBeforeAnythingIsAllocated() throws Exception {
        append(1, new StartLogSegmentOp());
        out.i8(2);
        out.i32(Integer.MAX_VALUE);
        out.fill(0, 100);
        CorruptEditException e = assertThrows(CorruptEditException.class, () -> txids(open()));
        assertEquals("length field 2147483647", e.found());
        assertEquals("a frame of 17 to 52428800 bytes", e.expected());
    }

    @Test
    void limitOfOpSizeCanBeSet() throws Exception {
        append(1, delete(1));
        assertThrows(CorruptEditException.class, () -> EditReader.open(new MemorySource(out.toByteArray()), 30)
                .next());
    }

    @Test
    void opLargerThanTheWindowIsRead() throws Exception {
        append(1, new StartLogSegmentOp());
        List<String> sources = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sources.add("/" + "x".repeat(21_000) + i);
        }
        EditOp large = new ConcatDeleteOp("/t", sources, 1, CallId.NONE);
        append(2, large);
        append(3, delete(3));
        EditReader reader = open();
        assertTrue(reader.next());
        assertTrue(reader.next());
        assertEquals(large, reader.op());
        assertTrue(reader.next());
        assertEquals(delete(3), reader.op());
        assertFalse(reader.next());
    }

    @Test
    void gapIsReportedAndCanBeAccepted() throws Exception {
        append(1, new StartLogSegmentOp());
        append(5, delete(5));
        append(6, delete(6));
        EditReader reader = open().startingWith(1);
        assertTrue(reader.next());
        CorruptEditException e = assertThrows(CorruptEditException.class, reader::next);
        assertEquals(Kind.GAP, e.kind());
        assertEquals("txid 2", e.expected());
        assertEquals("txid 5", e.found());
        assertTrue(reader.next());
        assertEquals(delete(5), reader.op());
        assertTrue(reader.next());
        assertFalse(reader.next());
        SegmentScan scan = scan();
        assertEquals(SegmentTail.DAMAGED, scan.tail());
        assertEquals(1, scan.lastTxid());
        assertEquals(6, scan.highestTxid());
        assertEquals(Kind.GAP, scan.trouble().orElseThrow().kind());
    }

    @Test
    void wrongFirstTxidIsAGap() throws Exception {
        threeOps();
        assertEquals(
                Kind.GAP,
                assertThrows(CorruptEditException.class, () -> open().startingWith(2)
                                .next())
                        .kind());
    }

    @Test
    void headersThatCannotBeUsedSayWhy() {
        assertHeader("a header of 8 bytes", new byte[] {-1, -1});
        assertHeader("a header of 8 bytes", new byte[0]);
        assertHeader("a layout version", words(-1, -1));
        assertHeader("layout version -56 or newer", words(-55, 0));
        assertHeader("layout version -56 or newer", words(7, 0));
        assertHeader("no layout flags (0)", words(-67, 1));
        assertHeader("no layout flags (0)", words(-67, -3));
        assertHeader("layout version -67, the newest this software knows, or older", words(-68, 0));
    }

    @Test
    void framesOfANewerLayoutCanBeScanned() throws Exception {
        threeOps();
        frame(4, 90, new byte[5]);
        out.patchI32(0, -80);
        SegmentScan scan = scan();
        assertEquals(new LayoutVersion(-80), scan.layout());
        assertEquals(4, scan.lastTxid());
        assertEquals(SegmentTail.CLEAN, scan.tail());
    }

    @Test
    void scanTellsWhetherTheSegmentWasEnded() throws Exception {
        append(1, new StartLogSegmentOp());
        assertFalse(scan().ended());
        append(2, new EndLogSegmentOp());
        SegmentScan scan = scan();
        assertTrue(scan.ended());
        assertEquals(1, scan.firstTxid());
        assertEquals(2, scan.lastTxid());
        assertEquals(out.position(), scan.validBytes());
        assertNull(scan.problem());
        assertFalse(scan.isEmpty());
    }

    @Test
    void scanOfAFileWithoutHeaderFindsNoOps() throws Exception {
        assertNoHeader(SegmentTail.CLEAN, new byte[0]);
        assertNoHeader(SegmentTail.PADDED, words(-1, -1));
        assertNoHeader(SegmentTail.TORN, new byte[] {1, 2, 3});
        assertNoHeader(SegmentTail.TORN, words(17, 4));
    }

    @Test
    void scanOfALostHeaderSaysThatOpsAreThere() throws Exception {
        threeOps();
        out.patchI32(0, 0);
        SegmentScan scan = scan();
        assertEquals(SegmentTail.DAMAGED, scan.tail());
        assertEquals(3, scan.highestTxid());
        assertEquals(0, scan.ops());
    }

    private void assertNoHeader(SegmentTail tail, byte[] bytes) throws Exception {
        SegmentScan scan = SegmentScan.of(new MemorySource(bytes));
        assertNull(scan.layout());
        assertTrue(scan.isEmpty());
        assertEquals(tail, scan.tail());
        assertEquals(CorruptEditException.NO_TXID, scan.highestTxid());
        assertNotNull(scan.problem());
    }

    private static void assertHeader(String expected, byte[] bytes) {
        CorruptEditException e =
                assertThrows(CorruptEditException.class, () -> EditReader.open(new MemorySource("edits_1", bytes)));
        assertEquals(Kind.HEADER, e.kind());
        assertEquals(expected, e.expected());
        assertEquals("edits_1", e.file());
    }

    private void assertUnknown(int opcode) {
        CorruptEditException e = assertThrows(CorruptEditException.class, () -> txids(open()));
        assertEquals(Kind.DAMAGED, e.kind());
        assertEquals("intact op of opcode " + opcode, e.found());
        assertEquals(25, e.offset());
    }

    private void threeOps() {
        append(1, new StartLogSegmentOp());
        append(2, delete(2));
        append(3, new EndLogSegmentOp());
    }

    private void append(long txid, EditOp op) {
        frameStarts.add(out.position());
        encoder.encode(txid, op, out);
    }

    /** An intact frame with any opcode and body. */
    private void frame(long txid, int opcode, byte[] body) {
        int start = out.position();
        out.i8(opcode);
        out.i32(12 + body.length);
        out.i64(txid);
        out.bytes(body);
        out.i32(Checksums.crc32(out.array(), start, out.position() - start));
    }

    private int wholeOps(int cut) {
        int ops = 0;
        while (ops < 2 && frameStarts.get(ops + 1) <= cut) {
            ops++;
        }
        return ops;
    }

    private EditReader open() throws Exception {
        return EditReader.open(new MemorySource(out.toByteArray()));
    }

    private SegmentScan scan() throws Exception {
        return SegmentScan.of(new MemorySource(out.toByteArray()));
    }

    private static List<Long> txids(EditReader reader) throws Exception {
        List<Long> txids = new ArrayList<>();
        while (reader.next()) {
            txids.add(reader.txid());
        }
        return txids;
    }

    private static DeleteOp delete(long txid) {
        return new DeleteOp("/path/of/" + txid, 1_700_000_000_000L, CallId.NONE);
    }

    private static byte[] words(int first, int second) {
        ByteWriter header = new ByteWriter();
        header.i32(first);
        header.i32(second);
        return header.toByteArray();
    }
}
