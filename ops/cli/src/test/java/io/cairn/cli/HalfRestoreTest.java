package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands do on a name directory whose restore was killed between its decision and its last rename. */
class HalfRestoreTest {
    private static final String ALL_OPS = "hadoop-3.5.0-allops/current/";
    private static final String RESTORED_EDITS = "edits_0000000000000000001-0000000000000000161";
    private static final String NEXT_EDITS = "edits_0000000000000000162-0000000000000000163";

    @TempDir
    private Path work;

    private Path name;
    private Path configuration;

    /** The old state is an empty namespace; the restored one has 161 transactions. */
    @BeforeEach
    void aRestoreCutShort() throws IOException {
        name = work.resolve("name");
        for (String state : List.of("current", "current.restoring")) {
            Path directory = Files.createDirectories(name.resolve(state));
            for (String file : List.of("VERSION", "fsimage_0000000000000000000", "fsimage_0000000000000000000.md5")) {
                Files.write(directory.resolve(file), Golden.bytes(ALL_OPS + file));
            }
            Files.writeString(directory.resolve("seen_txid"), "0\n");
        }
        Files.write(name.resolve("current.restoring").resolve(RESTORED_EDITS), Golden.bytes(ALL_OPS + RESTORED_EDITS));
        Files.writeString(name.resolve("restore.decided"), "cairn-restore 1 replaced-20261121T202800Z\n");
        configuration = Files.writeString(
                work.resolve("primary.yml"),
                "dfs.namenode.name.dir: " + name + "\ndfs.namenode.http-address: 127.0.0.1:0\n"
                        + "namespace.backend.type: memory\nlogging: {level: WARN}\n");
    }

    @Test
    void recordsAreImportedBehindTheRestoredState() throws IOException {
        Path segment = Files.write(work.resolve(NEXT_EDITS), Golden.bytes(ALL_OPS + NEXT_EDITS));
        assertEquals(
                0,
                CommandRun.of("oev", "-p", "records", "-i", segment.toString(), "-o", work.toString())
                        .status());

        CommandRun run =
                CommandRun.of("import-records", work.resolve("162_163.log").toString(), "--to", name.toString());

        assertEquals(0, run.status(), run.err());
        assertTrue(run.err().contains("cut short after its decision, and is now complete"), run.err());
        assertTrue(Files.exists(name.resolve("current").resolve(RESTORED_EDITS)));
        assertTrue(Files.exists(name.resolve("current").resolve(NEXT_EDITS)));
        assertComplete();
    }

    @Test
    void formatRefusesAndWithForceNothingOfTheRestoreComesBackLater() throws IOException {
        CommandRun refused = CommandRun.of("format", configuration.toString());
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("holds data"), refused.err());
        Files.move(name.resolve("current"), work.resolve("moved"));
        assertEquals(1, CommandRun.of("format", configuration.toString()).status(), "nor while current is missing");
        Files.move(work.resolve("moved"), name.resolve("current"));

        CommandRun forced = CommandRun.of("format", "--force", configuration.toString());

        assertEquals(0, forced.status(), forced.err());
        assertFalse(Files.exists(name.resolve("current").resolve(RESTORED_EDITS)));
        assertComplete();
    }

    @Test
    void verifyCallsItDamageAndNamesWhatCompletesIt() {
        CommandRun run = CommandRun.of("verify", name.toString());

        assertEquals(1, run.status());
        assertTrue(run.out().contains(name + ": a restore was decided and cut short"), run.out());
        assertTrue(run.out().contains("cairn primary CONFIGURATION"), run.out());
        assertUntouched();
    }

    @Test
    void noBackupIsMadeOfIt() {
        CommandRun run = CommandRun.of(
                "backup",
                "--from",
                name.toString(),
                "--to",
                work.resolve("a.tar.zst").toString());

        assertEquals(1, run.status());
        assertTrue(run.err().contains("was decided and cut short"), run.err());
        assertUntouched();
    }

    @Test
    void noRecoveryIsMadeOfItBeforeTheStartHasCompletedIt() {
        CommandRun run = CommandRun.of("primary", "--recover", "--force", configuration.toString());

        assertEquals(3, run.status(), run.err());
        assertTrue(run.err().contains("cairn primary " + configuration), run.err());
        assertFalse(Files.exists(work.resolve("name.recovered")));
        assertUntouched();
    }

    private void assertComplete() throws IOException {
        assertFalse(Files.exists(name.resolve("restore.decided")));
        assertFalse(Files.exists(name.resolve("current.restoring")));
        try (Stream<Path> aside = Files.list(name.resolve("replaced-20261121T202800Z"))) {
            assertEquals(
                    List.of("current"),
                    aside.map(Path::getFileName).map(Path::toString).toList());
        }
    }

    private void assertUntouched() {
        assertTrue(Files.exists(name.resolve("restore.decided")));
        assertTrue(Files.exists(name.resolve("current.restoring").resolve(RESTORED_EDITS)));
        assertFalse(Files.exists(name.resolve("current").resolve(RESTORED_EDITS)));
    }
}
