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
            assertEquals(1, asked.status());
            assertTrue(asked.err().contains("c) do without it and continue"), asked.err());
            assertFalse(Files.exists(root.resolve("name.recovered/current")));
        }
        CommandRun answered =
                answering("s\n", "primary", "--recover", "--to", root + "/other", configuration.toString());
        assertEquals(0, answered.status(), answered.err());
        assertTrue(answered.out().contains("Recovered up to txid "), answered.out());
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
