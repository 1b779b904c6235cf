package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.layout.DirLock;
import io.cairn.common.layout.FileNames;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.testkit.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows of spec storage.md §1.1, §2 and §2.1 that end in a refused start: what is wrong is named, and what to do. Rows about
 * damaged images and segments are in {@code RestartTest}, those about the configuration in {@link BadStartTest}.
 */
class StartTableTest {
    private static final Path A = Path.of("/d/a/current");
    private static final Path B = Path.of("/d/b/current");
    private static final String FIRST = FileNames.finalizedEdits(1, 3);

    private final PrimaryInMemory primary = new PrimaryInMemory(System::nanoTime);

    @BeforeEach
    void twoDirectoriesWithOneSegment() throws IOException {
        primary.formatAndStart();
        primary.mkdir("/x");
        primary.close();
    }

    @AfterEach
    void close() {
        primary.close();
    }

    @ParameterizedTest
    @CsvSource({
        "namespaceID, 4711",
        "clusterID, CID-other",
        "cTime, 12345",
        "blockpoolID, BP-1-127.0.0.1-1",
        "layoutVersion, -66"
    })
    void versionThatDiffersIsRefusedNamingFieldAndBothDirectories(String key, String value) throws IOException {
        version(B, key, value);
        refused(
                "VERSION files differ",
                key,
                "in " + A,
                value + " in " + B,
                "take the directory that does not belong",
                "cairn verify /d/a /d/b");
    }

    @ParameterizedTest
    @CsvSource({
        "storageType, DATA_NODE, NAME_NODE",
        "layoutVersion, -68, a newer release wrote this directory",
        "layoutVersion, -60, older directories must be upgraded by HDFS first",
        "layoutVersion, seven, a whole number",
        "namespaceID, 0, a whole number from 1",
        "cTime, -1, a whole number from 0",
        "clusterID, '', at least one character",
        "blockpoolID, '', at least one character"
    })
    void versionThatCannotBeIsRefusedNamingTheKeyAndWhatIsAllowed(String key, String value, String allowed)
            throws IOException {
        version(A, key, value);
        version(B, key, value);
        refused(
                A.resolve(FileNames.VERSION) + ": value of " + key + " is not allowed",
                allowed,
                "cairn restore --from");
    }

    @Test
    void versionWithoutAKeyIsRefused() throws IOException {
        primary.disk.put(A.resolve(FileNames.VERSION), "namespaceID=1\n".getBytes(StandardCharsets.ISO_8859_1));
        refused(A + "/VERSION: value of storageType is not allowed", "nothing, the key is missing");
    }

    @Test
    void directoryThatIsNotThereIsRefused() {
        primary.keys.put("dfs.namenode.name.dir", "/d/a,/d/b,/d/c");
        refused("/d/c does not exist; is its disk mounted?", "out of the configuration", "cairn verify /d/a /d/b /d/c");
    }

    @Test
    void directoryInUseIsRefusedNamingWhoUsesIt() throws IOException {
        try (DirLock held = DirLock.take(primary.disk, Path.of("/d/b"), "4711@elsewhere")) {
            refused(
                    "/d/b is in use by 4711@elsewhere",
                    "stop the other one",
                    "cairn status    says whether another process serves them",
                    "cairn primary test");
            assertNotNull(held);
        }
    }

    @Test
    void nothingFormattedIsRefusedNamingARestoreAndTheMountBeforeAFormat() throws IOException {
        for (Path current : List.of(A, B)) {
            for (String name : primary.disk.list(current)) {
                primary.disk.delete(current.resolve(name));
            }
        }
        String message = refused("Not formatted", "mounted (findmnt)", "cairn format test");
        int restore = message.indexOf("cairn restore --from CHECKPOINTER_URL|DIR|ARCHIVE --to /d/a,/d/b");
        assertTrue(restore > message.indexOf("findmnt") && restore < message.indexOf("cairn format"), message);
    }

    @Test
    void imagesAndEditsWithoutAnyVersionAreRefusedAndNotCalledUnformatted() throws IOException {
        primary.disk.delete(A.resolve(FileNames.VERSION));
        primary.disk.delete(B.resolve(FileNames.VERSION));
        String message = refused("/d/a holds images or edits up to txid 3", "no VERSION", "cairn verify /d/a /d/b");
        assertTrue(!message.contains("cairn format"), message);
    }

    @Test
    void directoryThatLostItsVersionButKnowsMoreThanTheOthersIsRefused() throws IOException {
        primary.disk.delete(A.resolve(FIRST));
        primary.disk.put(A.resolve(FileNames.SEEN_TXID), "1\n".getBytes(StandardCharsets.ISO_8859_1));
        primary.disk.delete(B.resolve(FileNames.VERSION));
        refused("/d/b holds images or edits up to txid 3", "no VERSION", "the others know of txid 1");
        assertTrue(primary.disk.exists(B.resolve(FIRST)));
    }

    @Test
    void directoryWithoutVersionThatKnowsNoMoreIsFilledAnewAndKeepsWhatItHeld() throws IOException {
        primary.disk.delete(B.resolve(FileNames.VERSION));
        primary.restart();
        assertTrue(primary.exists("/x"));
        assertTrue(primary.disk.exists(B.resolve(FileNames.VERSION)));
        assertTrue(primary.disk.exists(B.resolve(FIRST + ".corrupt")));
        assertTrue(primary.disk.exists(B.resolve(FileNames.image(3))));
    }

    @ParameterizedTest
    @CsvSource({"/d/b", "/d/b/current/VERSION", "/d/b/restore.decided", "/d/b/current/seen_txid", "/d/b/current"})
    void directoryThatCannotBeLookedAtIsNotTakenForAnEmptyOne(String path) throws IOException {
        // As after a time without B: a start without it would go back to here, and nobody would know.
        primary.disk.failCall(FaultyDisk.Call.STAT, 1, Path.of(path)::equals, true);
        refused("/d/b");
        if (path.equals("/d/b") || path.endsWith("VERSION")) {
            refused(
                    "/d/b is not to be counted on: Injected fault",
                    "may be the one that knows most",
                    "dfs.namenode.name.dir and dfs.namenode.edits.dir in test",
                    "cairn verify /d/a /d/b");
        }
    }

    @Test
    void seenTxidThatIsNoNumberIsRefusedThoughTheOtherDirectoryHasOne() {
        primary.disk.put(B.resolve(FileNames.SEEN_TXID), "seven".getBytes(StandardCharsets.ISO_8859_1));
        refused(B + "/seen_txid: not a transaction id", "found \"seven\"", "cairn primary --recover test");
    }

    @Test
    void seenTxidBeyondAllEditsIsRefused() {
        primary.disk.put(A.resolve(FileNames.SEEN_TXID), "9\n".getBytes(StandardCharsets.ISO_8859_1));
        refused(
                "Gap in transactions: 4 to 9 (6) can be read nowhere",
                "highest seen_txid 9",
                "--to /d/a,/d/b --dry-run");
    }

    @ParameterizedTest
    @CsvSource({"2, 4", "1, 5"})
    void segmentThatDoesNotHoldWhatItsNameSaysIsRefused(long first, long last) throws IOException {
        for (Path current : List.of(A, B)) {
            byte[] bytes = primary.disk.bytes(current.resolve(FIRST));
            primary.disk.delete(current.resolve(FIRST));
            primary.disk.put(current.resolve(FileNames.finalizedEdits(first, last)), bytes);
        }
        refused("can be read nowhere", first == 2 ? "1 to 1" : "4 to 5", "cairn primary --recover");
    }

    @Test
    void imageWithSnapshotsIsRefusedAndNotSetAside() throws IOException {
        String name = "fsimage_0000000000000000070";
        for (Path current : List.of(A, B)) {
            String golden = "hadoop-3.5.0-snapshots/current/" + name;
            primary.disk.put(current.resolve(name), Golden.bytes(golden));
            primary.disk.put(current.resolve(name + ".md5"), Golden.bytes(golden + ".md5"));
        }
        refused("snapshot");
        assertTrue(primary.disk.exists(A.resolve(name)));
    }

    private void version(Path current, String key, String value) throws IOException {
        Path file = current.resolve(FileNames.VERSION);
        String text = new String(primary.disk.bytes(file), StandardCharsets.ISO_8859_1);
        primary.disk.put(
                file, text.replaceAll("(?m)^" + key + "=.*$", key + "=" + value).getBytes(StandardCharsets.ISO_8859_1));
    }

    private String refused(String... parts) {
        String message =
                String.valueOf(assertThrows(IOException.class, primary::restart).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), "no \"" + part + "\" in: " + message);
        }
        return message;
    }
}
