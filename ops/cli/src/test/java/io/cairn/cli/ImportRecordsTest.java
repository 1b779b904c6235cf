package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DirLock;
import io.cairn.common.testkit.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // what is opened is held by being there
class ImportRecordsTest {
    private static final String ALL_OPS = "hadoop-3.5.0-allops/current/";
    private static final List<String> SEGMENTS = List.of(
            "edits_0000000000000000001-0000000000000000161",
            "edits_0000000000000000162-0000000000000000163",
            "edits_0000000000000000164-0000000000000000244",
            "edits_0000000000000000245-0000000000000000473",
            "edits_0000000000000000474-0000000000000000575");

    @TempDir
    private Path directory;

    private Path name;
    private final List<String> logs = new ArrayList<>();

    /** A namespace as Hadoop formatted it, and what it did then as records. */
    @BeforeEach
    void exportOfHadoop() throws IOException {
        name = directory.resolve("name");
        Path current = Files.createDirectories(name.resolve("current"));
        for (String file : List.of("VERSION", "fsimage_0000000000000000000", "fsimage_0000000000000000000.md5")) {
            Files.write(current.resolve(file), Golden.bytes(ALL_OPS + file));
        }
        Files.writeString(current.resolve("seen_txid"), "0\n");
        Path records = Files.createDirectory(directory.resolve("records"));
        for (String segment : SEGMENTS) {
            Path file = Files.write(directory.resolve(segment), Golden.bytes(ALL_OPS + segment));
            assertEquals(
                    0,
                    CommandRun.of("oev", "-p", "records", "-i", file.toString(), "-o", records.toString())
                            .status());
        }
        for (String txids : List.of("1_161", "162_163", "164_244", "245_473", "474_575")) {
            logs.add(records.resolve(txids + ".log").toString());
        }
    }

    @Test
    void recordsOfHadoopBecomeItsSegmentsAgain() throws Exception {
        CommandRun run = imported(logs);
        assertEquals(0, run.status(), run.err());
        for (String segment : SEGMENTS) {
            assertArrayEquals(Golden.bytes(ALL_OPS + segment), Files.readAllBytes(current(segment)), segment);
        }
        assertEquals("474\n", Files.readString(current("seen_txid")));
        assertTrue(run.out().contains("transactions 474 to 575 (102)"), run.out());
        assertFalse(Files.exists(name.resolve("in_use.lock")));
    }

    @Test
    void gapsAndRepetitionsAreRefusedAndNothingIsChanged() throws Exception {
        List<String> before = names();
        assertRefused("transactions 1 to 161 are missing", logs.subList(1, 2));
        assertRefused("164_244.log: expected records from txid 162 on", List.of(logs.get(0), logs.get(2)));
        assertEquals(before, names());
        assertEquals(0, imported(logs.subList(0, 2)).status());
        List<String> then = names();
        assertRefused("transactions up to 163 are there already", logs.subList(0, 2));
        assertEquals(then, names());
        assertEquals(0, imported(logs.subList(2, 5)).status());
    }

    @Test
    void aFileWhoseNameDoesNotFitItsRecordsIsRefused() throws Exception {
        Path lying = directory.resolve("1_160.log");
        Files.copy(Path.of(logs.get(0)), lying);
        assertRefused("expected records of txids 1 to 160 as its name says, found 1 to 161", List.of(lying.toString()));
    }

    @Test
    void anUnknownOpTypeIsRefusedWithItsPlace() throws Exception {
        Path log = directory.resolve("x.log");
        Files.write(log, record(1, 77, "", Map.of()));
        assertRefused("x.log: offset 0, txid 1: opType: expected one of 0 to 52", List.of(log.toString()));
    }

    @Test
    void anEditThatDoesNotFitTheNamespaceIsRefusedAndNothingIsChanged() throws Exception {
        List<String> before = names();
        Path log = directory.resolve("x.log");
        Files.write(log, record(1, 14, "/not/there", Map.of("NSQUOTA", "10", "DSQUOTA", "-1")));
        assertRefused("does not fit the namespace", List.of(log.toString()));
        assertEquals(before, names());
        Files.write(log, record(1, 14, "/not/there", Map.of("NSQUOTA", "10", "DSQUOTA", "-1", "x.tenant", "blue")));
        assertRefused("does not fit the namespace", List.of(log.toString()));
        assertEquals(before, names(), "nothing beside a segment that there is not");
    }

    @Test
    void aDirectoryInUseIsRefused() throws Exception {
        try (DirLock lock = DirLock.take(new RealDisk(), name, "4711@primary")) {
            assertRefused("is in use by 4711@primary", logs);
        }
    }

    @Test
    void aSegmentThatWasNotEndedIsRefused() throws Exception {
        Files.write(current("edits_inprogress_1"), new byte[0]);
        assertRefused("edits_inprogress_1 was not ended", logs);
    }

    @Test
    void whatAnotherProgramAddedIsInTheRecordsOfTheNamespaceAgain() throws Exception {
        Path log = directory.resolve("x.log");
        Map<String, String> quota = Map.of("NSQUOTA", "10", "DSQUOTA", "-1", "x.tenant", "blue");
        Files.write(log, record(1, 14, "/", quota));
        CommandRun run = imported(List.of(log.toString()));
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("kept beside the segment for 1 of them"), run.out());
        Path again = directory.resolve("again.log");
        String segment =
                current("edits_0000000000000000001-0000000000000000001").toString();
        assertEquals(
                0,
                CommandRun.of("oev", "-p", "records", "-i", segment, "-o", again.toString())
                        .status());
        String text = Files.readString(again, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("x.tenant") && text.contains("blue"), text);
    }

    private void assertRefused(String expected, List<String> files) {
        CommandRun run = imported(files);
        assertEquals(1, run.status(), run.out());
        assertTrue(run.err().contains(expected), run.err());
    }

    private CommandRun imported(List<String> files) {
        List<String> arguments = new ArrayList<>(List.of("import-records"));
        arguments.addAll(files);
        arguments.addAll(List.of("--to", name.toString()));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private Path current(String file) {
        return name.resolve("current").resolve(file);
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(name.resolve("current"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** An EditLog message as any other program would write it. */
    private static byte[] record(long txid, int opType, String path, Map<String, String> attr) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream message = CodedOutputStream.newInstance(bytes);
        message.writeInt64(1, txid);
        message.writeInt32(2, opType);
        message.writeString(3, path);
        for (Map.Entry<String, String> entry : attr.entrySet()) {
            ByteArrayOutputStream pair = new ByteArrayOutputStream();
            CodedOutputStream fields = CodedOutputStream.newInstance(pair);
            fields.writeString(1, entry.getKey());
            fields.writeString(2, entry.getValue());
            fields.flush();
            message.writeByteArray(4, pair.toByteArray());
        }
        message.flush();
        ByteArrayOutputStream delimited = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(delimited);
        out.writeUInt32NoTag(bytes.size());
        out.writeRawBytes(bytes.toByteArray());
        out.flush();
        return delimited.toByteArray();
    }
}
