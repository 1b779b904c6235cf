package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.testkit.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cairn primary --recover} on a directory that a NameNode left, with one edit damaged. */
class RecoverCommandTest {
    private static final String DAMAGED = "edits_0000000000000000474-0000000000000000575";
    private static final List<String> FILES = List.of(
            "VERSION",
            "seen_txid",
            "fsimage_0000000000000000473",
            "fsimage_0000000000000000473.md5",
            DAMAGED,
            "edits_0000000000000000576-0000000000000000580",
            "edits_inprogress_0000000000000000581");

    private static final int PATH_BYTES_MAX = 4095;

    @TempDir
    Path root;

    private Path name;
    private Path configuration;

    @BeforeEach
    void aDamagedDirectory() throws IOException {
        name = root.resolve("name");
        Path current = Files.createDirectories(name.resolve("current"));
        for (String file : FILES) {
            Files.write(current.resolve(file), Golden.bytes("hadoop-3.5.0-allops/current/" + file));
        }
        byte[] bytes = Files.readAllBytes(current.resolve(DAMAGED));
        bytes[bytes.length / 2] ^= 1;
        Files.write(current.resolve(DAMAGED), bytes);
        configuration = root.resolve("primary.yml");
        Files.writeString(
                configuration,
                "dfs.namenode.name.dir: " + name + "\ndfs.namenode.http-address: 127.0.0.1:0\n"
                        + "namespace.backend.type: memory\nlogging: {level: WARN}\n");
    }

    @Test
    void aStartNamesWhatIsMissingAndTheRecoveryBringsTheRestBack() throws IOException {
        CommandRun start = CommandRun.of("primary", configuration.toString());
        assertEquals(3, start.status());

        CommandRun recover = CommandRun.of("primary", "--recover", "--force", configuration.toString());
        assertEquals(0, recover.status(), recover.err());
        assertTrue(recover.out().contains("Recovered up to txid 639 from image 473"), recover.out());
        assertTrue(
                recover.err()
                        .contains("cannot be read: " + name.resolve("current").resolve(DAMAGED)),
                recover.err());
        Path result = root.resolve("name.recovered");
        assertTrue(Files.readString(result.resolve("recovery-report.txt")).contains("DAMAGED\t"));
        String restore = "restore --from " + result + " --to " + name;
        assertTrue(recover.out().contains("cairn " + restore + " --dry-run"), recover.out());
        assertTrue(Files.exists(name.resolve("current/" + DAMAGED)));

        CommandRun inPlace = CommandRun.of((restore + " --yes").split(" "));
        assertEquals(0, inPlace.status(), inPlace.err());
        assertTrue(Files.exists(name.resolve("current/fsimage_0000000000000000639")));
        assertTrue(setAside(DAMAGED));
    }

    @Test
    void putsTheResultInPlaceWhenTold() throws IOException {
        CommandRun recover = CommandRun.of(
                "primary",
                "--recover",
                "--force",
                "--yes",
                "--to",
                root.resolve("copy").toString(),
                configuration.toString());
        assertEquals(0, recover.status(), recover.err());
        assertTrue(Files.exists(name.resolve("current/fsimage_0000000000000000639")), recover.out());
        assertTrue(setAside(DAMAGED));
    }

    @Test
    void asksAndDoesNothingWhenNobodyAnswersOrQuits() {
        for (String answers : List.of("", "x\nq\n")) {
            CommandRun asked = answering(answers, "primary", "--recover", configuration.toString());
            assertEquals(answers.isEmpty() ? 3 : 1, asked.status());
            assertTrue(asked.err().contains("c) do without it and continue"), asked.err());
            assertFalse(Files.exists(root.resolve("name.recovered/current")));
        }
        CommandRun answered =
                answering("s\n", "primary", "--recover", "--to", root + "/other", configuration.toString());
        assertEquals(0, answered.status(), answered.err());
        assertTrue(answered.out().contains("Recovered up to txid "), answered.out());
    }

    /** As on a full disk: RocksDB's own file names no longer fit behind the name of its directory. */
    @Test
    void aDiskThatDoesNotTakeTheCopyIsToldInOneLine() {
        StringBuilder deep = new StringBuilder(root.toString());
        while (deep.length() < PATH_BYTES_MAX - "/recovering/".length() - 200) {
            deep.append('/').append("d".repeat(150));
        }
        deep.append('/').append("d".repeat(PATH_BYTES_MAX - "/recovering/CURRENT".length() - deep.length() - 1));

        CommandRun run =
                CommandRun.of("primary", "--recover", "--force", "--to", deep.toString(), configuration.toString());

        assertEquals(3, run.status(), run.err());
        assertTrue(run.err().contains("cairn primary: Not recovered: RocksDB in "), run.err());
        assertTrue(run.err().contains("cairn primary --recover --to DIR " + configuration), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    @Test
    void anImportThatIsRefusedIsNotTriedAgain() throws IOException {
        CommandRun nothing = CommandRun.of("primary", "--import-checkpoint", configuration.toString());
        assertEquals(3, nothing.status());
        assertTrue(nothing.err().contains("Nothing to import"), nothing.err());
    }

    @Test
    void editsThatDoNotFitTheirImageAreNotImportedAndToldInOneLine() throws IOException {
        Path checkpoint = root.resolve("checkpoint");
        Path current = Files.createDirectories(checkpoint.resolve("current"));
        for (String file : List.of("VERSION", "fsimage_0000000000000000000", "fsimage_0000000000000000000.md5")) {
            Files.write(current.resolve(file), Golden.bytes("hadoop-3.5.0-allops/current/" + file));
        }
        String edits = "edits_0000000000000000001-0000000000000000161";
        Path original = Files.write(root.resolve(edits), Golden.bytes("hadoop-3.5.0-allops/current/" + edits));
        Path xml = root.resolve("edits.xml");
        assertEquals(
                0,
                CommandRun.of("oev", "-i", original.toString(), "-o", xml.toString())
                        .status());
        String text = Files.readString(xml);
        int mkdir = text.indexOf("<PATH>", text.indexOf("OP_MKDIR"));
        Files.writeString(xml, text.substring(0, mkdir) + "<PATH>/other-" + text.substring(mkdir + "<PATH>/".length()));
        assertEquals(
                0,
                CommandRun.of(
                                "oev",
                                "-p",
                                "binary",
                                "-i",
                                xml.toString(),
                                "-o",
                                current.resolve(edits).toString())
                        .status());
        Path empty = root.resolve("importing.yml");
        Files.writeString(
                empty,
                Files.readString(configuration).replace(name.toString(), root + "/empty")
                        + "dfs.namenode.checkpoint.dir: " + checkpoint + "\n");

        CommandRun run = CommandRun.of("primary", "--import-checkpoint", empty.toString());

        assertEquals(3, run.status(), run.err());
        assertTrue(run.err().startsWith("cairn primary: Not imported: "), run.err());
        assertTrue(run.err().contains("do not fit it: OP_MKDIR at txid 5"), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    @Test
    void optionsOfRecoveryGoWithNothingElse() {
        assertEquals(2, CommandRun.of("primary", "--force", "x.yml").status());
        assertEquals(
                2,
                CommandRun.of("primary", "--recover", "--import-checkpoint", "x.yml")
                        .status());
    }

    private static CommandRun answering(String answers, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8)));
        try {
            return CommandRun.of(args);
        } finally {
            System.setIn(before);
        }
    }

    private boolean setAside(String file) throws IOException {
        try (Stream<Path> walk = Files.walk(name)) {
            return walk.anyMatch(path -> path.endsWith(file) && path.toString().contains("replaced-"));
        }
    }
}
