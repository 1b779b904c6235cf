package io.cairn.cli.oev;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.codec.edits.EditEncoder;
import io.cairn.common.codec.edits.SegmentScan;
import io.cairn.common.model.CallId;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.AppendOp;
import io.cairn.common.op.ConcatDeleteOp;
import io.cairn.common.op.DeleteOp;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.OpCode;
import io.cairn.common.testkit.Golden;
import io.cairn.common.testkit.MemorySource;
import io.cairn.common.testkit.RandomOps;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine;

class RecordsTest {
    static final List<String> SEGMENTS = Golden.SEGMENTS;

    @TempDir
    private Path directory;

    private String standardError = "";

    @ParameterizedTest
    @FieldSource("SEGMENTS")
    void recordsOfASegmentOfHadoopBringItBackToTheByte(String name) throws Exception {
        byte[] segment = Golden.segment(name);
        byte[] unpadded = Arrays.copyOf(
                segment, (int) SegmentScan.of(new MemorySource(segment)).validBytes());
        Path records = directory.resolve("r.log");
        assertEquals(0, oev("-i", write("edits", segment), "-o", records, "-p", "records"), standardError);
        assertArrayEquals(unpadded, backToSegment(records));
    }

    @Test
    void recordsOfAllOpsOfAllLayoutsBringThemBackToTheByte() throws Exception {
        for (int layout = -67; layout <= -63; layout++) {
            long seed = 97L + layout;
            byte[] segment = randomSegment(new LayoutVersion(layout), seed, 2000);
            Path records = directory.resolve("r.log");
            assertEquals(0, oev("-i", write("edits", segment), "-o", records, "-p", "records"), standardError);
            assertArrayEquals(segment, backToSegment(records), "layout " + layout + ", seed " + seed);
        }
    }

    @Test
    void theSampleOfOpsHasEveryCode() throws Exception {
        Set<Integer> codes = new HashSet<>();
        RandomOps ops = new RandomOps(new Random(7), LayoutVersion.CURRENT);
        for (int i = 0; i < 2000; i++) {
            codes.add((int) OpCode.of(ops.next()).code());
        }
        assertEquals(51, codes.size(), "0 to 52 without 5 and 6, which no release writes: " + codes);
    }

    @Test
    void fieldsAreNamedAsInHadoopsXmlAndThePathStandsByItself() throws Exception {
        Path records = export();
        EditRecord first = read(records).get(0);
        assertEquals(245, first.txid());
        assertEquals(24, first.opType());
        assertEquals(Map.of("EDITS_VERSION", "-67"), first.attr());
        EditRecord close = read(records).stream()
                .filter(record -> record.opType() == 9 && record.attr().containsKey("BLOCK.0.BLOCK_ID"))
                .findFirst()
                .orElseThrow();
        assertEquals(close.attr().get("PATH"), close.path());
        assertTrue(close.attr().containsKey("PERMISSION_STATUS.USERNAME"), close.toString());
        assertTrue(close.attr().containsKey("BLOCK.0.NUM_BYTES"), close.toString());
    }

    @Test
    void aDirectoryGetsAFileNamedByItsTxids() throws Exception {
        String name = "hadoop-3.5.0-allops/edits_0000000000000000164-0000000000000000244";
        Path target = Files.createDirectory(directory.resolve("out"));
        assertEquals(0, oev("-i", write("edits", Golden.segment(name)), "-o", target, "-p", "records"), standardError);
        try (var files = Files.list(target)) {
            assertEquals(List.of(target.resolve("164_244.log")), files.toList());
        }
    }

    @Test
    void whatAnotherProgramAddedSurvivesTheWayThroughASegment() throws Exception {
        List<EditRecord> records = new ArrayList<>();
        records.add(record(1, new DeleteOp("/a", 5, CallId.NONE), Map.of("X-TENANT", "blue")));
        records.add(record(2, new DeleteOp("/b", 6, CallId.NONE), Map.of()));
        EditRecord third = record(3, new DeleteOp("/c", 7, CallId.NONE), Map.of("BLOCK.0.COLOUR", "2"));
        records.add(new EditRecord(
                third.txid(), third.opType(), third.path(), third.attr(), ByteString.copyFrom(new byte[] {9 << 3, 42
                })));
        Path log = write(records);
        Path segment = directory.resolve("edits_1-3");
        assertEquals(0, oev("-i", log, "-o", segment, "-p", "binary"), standardError);
        assertTrue(Files.exists(directory.resolve("edits_1-3.attributes")));
        Path again = directory.resolve("again.log");
        assertEquals(0, oev("-i", segment, "-o", again, "-p", "records"), standardError);
        List<EditRecord> found = read(again);
        assertEquals("blue", found.get(0).attr().get("X-TENANT"));
        assertFalse(found.get(1).attr().containsKey("X-TENANT"));
        assertEquals("2", found.get(2).attr().get("BLOCK.0.COLOUR"));
        assertEquals(records.get(2).unknownFields(), found.get(2).unknownFields());
    }

    @Test
    void whatAnotherProgramAddedBelowANameOfOursChangesNoOp() throws Exception {
        ConcatDeleteOp concat = new ConcatDeleteOp("/t", List.of("/a", "/b"), 5, CallId.NONE);
        EditRecord more = record(1, concat, Map.of("SOURCES.COUNT", "2", "MTIME.0", "x", "TIMESTAMP.0", "y"));
        RecordCodec.Decoded decoded = RecordCodec.decode(more);
        assertEquals(concat, decoded.op());
        assertEquals(
                Map.of("SOURCES.COUNT", "2", "MTIME.0", "x", "TIMESTAMP.0", "y"),
                decoded.beyond().attr());
        EditRecord close = read(export()).stream()
                .filter(record -> record.opType() == 9 && record.attr().containsKey("BLOCK.0.BLOCK_ID"))
                .findFirst()
                .orElseThrow();
        EditOp op = RecordCodec.decode(close).op();
        for (String name : List.of("BLOCK.COUNT", "BLOCK", "BLOCK.00.BLOCK_ID")) {
            RecordCodec.Decoded again = RecordCodec.decode(with(close, 9, close.path(), plus(close.attr(), name, "7")));
            assertEquals(op, again.op(), name);
            assertEquals(Map.of(name, "7"), again.beyond().attr());
        }
    }

    @Test
    void gapsInNumbersAreRefusedAndNotClosed() throws Exception {
        EditRecord concat = record(1, new ConcatDeleteOp("/t", List.of("/a", "/b"), 5, CallId.NONE), Map.of());
        assertRefused(
                "expected SOURCE3, found SOURCE4",
                with(concat, concat.opType(), "/t", plus(concat.attr(), "SOURCES.SOURCE4", "/d")));
        EditRecord close = read(export()).stream()
                .filter(record -> record.opType() == 9
                        && record.attr().containsKey("BLOCK.0.BLOCK_ID")
                        && !record.attr().containsKey("BLOCK.1.BLOCK_ID"))
                .findFirst()
                .orElseThrow();
        assertRefused(
                "attribute BLOCK.1: missing, but there is BLOCK.2",
                with(close, 9, close.path(), plus(close.attr(), "BLOCK.2.BLOCK_ID", "7")));
    }

    @Test
    void whatIsNeitherTrueNorFalseIsRefused() throws Exception {
        EditRecord append = record(1, new AppendOp("/a", "c", "m", true, CallId.NONE), Map.of());
        assertRefused(
                "element NEWBLOCK: expected true or false, found 'yes'",
                with(append, append.opType(), "/a", plus(append.attr(), "NEWBLOCK", "yes")));
    }

    /** The records of a segment of Hadoop. */
    private Path export() throws Exception {
        Path records = directory.resolve("r.log");
        String name = "hadoop-3.5.0-allops/edits_0000000000000000245-0000000000000000473";
        assertEquals(0, oev("-i", write("edits", Golden.segment(name)), "-o", records, "-p", "records", "-f"));
        return records;
    }

    private static Map<String, String> plus(Map<String, String> attr, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(attr);
        more.put(name, value);
        return more;
    }

    @Test
    void whatAnotherProgramAddedSurvivesNumberingAnew() throws Exception {
        Path log = write(List.of(record(7, new DeleteOp("/a", 5, CallId.NONE), Map.of("X", "1"))));
        Path again = directory.resolve("again.log");
        assertEquals(0, oev("-i", log, "-o", again, "-p", "records", "-f"), standardError);
        assertEquals("1", read(again).get(0).attr().get("X"));
    }

    @Test
    void aRecordMayLeaveThePathOutOfItsAttributes() throws Exception {
        Map<String, String> attr = new LinkedHashMap<>(Attributes.of(new DeleteOp("/a/b", 5, CallId.NONE)));
        attr.remove("PATH");
        assertEquals(
                new DeleteOp("/a/b", 5, CallId.NONE),
                RecordCodec.decode(new EditRecord(1, 2, "/a/b", attr, ByteString.EMPTY))
                        .op());
    }

    @Test
    void textThatUtf8CannotHoldAndBackslashesSurvive() throws Exception {
        DeleteOp op = new DeleteOp("/a\\b\ud800c\ud83d\ude00", 5, CallId.NONE);
        Path log = write(List.of(record(1, op, Map.of())));
        assertEquals("/a\\005c;b\\d800;c\ud83d\ude00", read(log).get(0).path());
        assertEquals(op, RecordCodec.decode(read(log).get(0)).op());
    }

    @Test
    void whatIsNoRecordIsRefusedWithFileOffsetAndTxid() throws Exception {
        DeleteOp op = new DeleteOp("/a", 5, CallId.NONE);
        EditRecord good = record(7, op, Map.of());
        assertRefused("offset 0, txid 7: opType: expected one of 0 to 52", with(good, 99, good.path(), good.attr()));
        assertRefused("found 5", with(good, 5, good.path(), good.attr()));
        assertRefused("found 258", with(good, 258, good.path(), good.attr()));
        assertRefused("OP_DELETE: path: expected '/a' as in attr, found '/z'", with(good, 2, "/z", good.attr()));
        assertRefused("OP_DELETE: element DATA lacks PATH", with(good, 2, "", Map.of("TIMESTAMP", "1")));
        assertRefused(
                "element TIMESTAMP: expected a number", with(good, 2, "/a", Map.of("PATH", "/a", "TIMESTAMP", "x")));
        byte[] bytes = Files.readAllBytes(write(List.of(good, good)));
        Files.write(directory.resolve("r.log"), Arrays.copyOf(bytes, bytes.length - 3));
        assertEquals(255, oev("-i", directory.resolve("r.log"), "-o", directory.resolve("out"), "-p", "binary"));
        assertTrue(
                standardError.contains("r.log: offset " + bytes.length / 2 + ": expected a record of"), standardError);
        Files.write(directory.resolve("r.log"), new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0x7F, 1});
        assertEquals(255, oev("-i", directory.resolve("r.log"), "-o", directory.resolve("out"), "-p", "binary"));
        Files.write(directory.resolve("r.log"), new byte[0]);
        assertEquals(255, oev("-i", directory.resolve("r.log"), "-o", directory.resolve("out"), "-p", "binary"));
        assertTrue(standardError.contains("an empty file"), standardError);
        assertFalse(Files.exists(directory.resolve("out")));
    }

    private void assertRefused(String expected, EditRecord record) throws IOException {
        assertEquals(255, oev("-i", write(List.of(record)), "-o", directory.resolve("out"), "-p", "binary"));
        assertTrue(standardError.contains(expected), standardError);
    }

    private static EditRecord with(EditRecord record, int opType, String path, Map<String, String> attr) {
        return new EditRecord(record.txid(), opType, path, attr, ByteString.EMPTY);
    }

    private static EditRecord record(long txid, EditOp op, Map<String, String> beyond) throws IOException {
        return RecordCodec.record(txid, op, new Beyond(beyond, ByteString.EMPTY));
    }

    private Path write(List<EditRecord> records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RecordOutput out = new RecordOutput(new StreamSink(bytes));
        for (EditRecord record : records) {
            out.write(record);
        }
        return Files.write(directory.resolve("r.log"), bytes.toByteArray());
    }

    private static List<EditRecord> read(Path log) throws IOException {
        List<EditRecord> records = new ArrayList<>();
        try (RecordInput in = new RecordInput("r", new ByteArrayInputStream(Files.readAllBytes(log)))) {
            for (EditRecord record = in.next(); record != null; record = in.next()) {
                records.add(record);
            }
        }
        return records;
    }

    private byte[] backToSegment(Path records) throws IOException {
        Path back = directory.resolve("back");
        assertEquals(0, oev("-i", records, "-o", back, "-p", "binary"), standardError);
        return Files.readAllBytes(back);
    }

    private static byte[] randomSegment(LayoutVersion layout, long seed, int count) {
        ByteWriter out = new ByteWriter();
        EditEncoder encoder = new EditEncoder(layout);
        RandomOps ops = new RandomOps(new Random(seed), layout);
        encoder.header(out);
        for (int txid = 1; txid <= count; txid++) {
            encoder.encode(txid, ops.next(), out);
        }
        return out.toByteArray();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    private int oev(Object... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
            return new CommandLine(new OevCommand()).execute(texts);
        } finally {
            System.setErr(before);
            standardError = err.toString(StandardCharsets.UTF_8);
        }
    }
}
