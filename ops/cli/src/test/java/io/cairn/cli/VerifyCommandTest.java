package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private static final String ALL_OPS = "hadoop-3.5.0-allops/current/";
    private static final List<String> FILES = List.of(
            "VERSION",
            "seen_txid",
            "fsimage_0000000000000000163",
            "fsimage_0000000000000000163.md5",
            "fsimage_0000000000000000473",
            "fsimage_0000000000000000473.md5",
            "edits_0000000000000000164-0000000000000000244",
            "edits_0000000000000000245-0000000000000000473",
            "edits_0000000000000000474-0000000000000000575",
            "edits_0000000000000000576-0000000000000000580",
            "edits_inprogress_0000000000000000581");

    @TempDir
    private Path directory;

    private Path one;
    private Path two;

    @BeforeEach
    void twoDirectoriesOfHadoop() throws IOException {
        one = copy("one");
        two = copy("two");
    }

    private Path copy(String name) throws IOException {
        Path root = directory.resolve(name);
        Files.createDirectories(root.resolve("current"));
        for (String file : FILES) {
            Files.write(root.resolve("current").resolve(file), Golden.bytes(ALL_OPS + file));
        }
        return root;
    }

    @Test
    void directoriesOfARunningNameNodeOfHadoopAreGood() {
        CommandRun run = verify(one, two);
        assertEquals(0, run.status(), run.out() + run.err());
        assertTrue(run.out().contains("2 images, 10 segments with 476 transactions"), run.out());
        assertTrue(run.out().contains("good: brings back everything up to transaction 639"), run.out());
    }

    @Test
    void editsOfHadoopLeadFromImageToImageButForTheLivesOfKeys() {
        CommandRun run = verify("--deep", one);
        assertEquals(0, run.status(), run.out() + run.err());
        assertTrue(run.out().contains("476 transactions replayed"), run.out());
        assertTrue(run.out().contains("has other delegation keys"), run.out());
    }

    @Test
    void namesWithoutPaddingAreUnderstoodAndBothFormsAreCopies() throws Exception {
        Files.move(file(one, "fsimage_0000000000000000473"), file(one, "fsimage_473"));
        Files.move(file(one, "fsimage_0000000000000000473.md5"), file(one, "fsimage_473.md5"));
        Files.copy(file(one, FILES.get(7)), file(one, "edits_245-473"));
        assertEquals(0, verify(one, two).status());
        flip(file(one, "edits_245-473"), 4000);
        assertDamaged("edits_245-473: offset ", one, two);
    }

    @Test
    void aFlippedBitInAnImageIsFound() throws Exception {
        flip(file(two, "fsimage_0000000000000000473"), 3000);
        assertDamaged("two/current/fsimage_0000000000000000473: wrong MD5: expected", one, two);
    }

    @Test
    void aFlippedBitInASegmentIsFoundWithItsPlaceAndWhatToDo() throws Exception {
        flip(file(one, FILES.get(8)), 3000);
        CommandRun run = assertDamaged(FILES.get(8) + ": offset ", one);
        assertTrue(run.out().contains("damaged after txid "), run.out());
        assertTrue(run.out().contains("cairn oev -r -i "), run.out());
        assertTrue(run.out().contains("transactions are missing"), run.out());
    }

    @Test
    void aSegmentThatIsGoneIsFound() throws Exception {
        Files.delete(file(one, FILES.get(8)));
        assertDamaged("transactions are missing: expected 474 to 575 in a readable segment", one);
        assertEquals(0, verify(one, two).status(), "the other directory has it");
    }

    @Test
    void aTailThatAnotherDirectoryStillHasIsFound() throws Exception {
        Path file = file(one, FILES.get(10));
        byte[] bytes = Files.readAllBytes(file);
        int last = bytes.length - 1;
        while (bytes[last] == -1) {
            last--;
        }
        flip(file, last);
        assertDamaged("ends before its copy", one, two);
        // All bytes of that edit are there, so no unfinished write has left it so: it is damage without the copy too.
        assertDamaged("damaged after txid 638: expected CRC-32", one);
    }

    @Test
    void aSeenTxidBeyondTheEditsIsFound() throws Exception {
        Files.writeString(file(one, "seen_txid"), "641\n");
        assertDamaged("transactions are missing: expected 640 to 641", one);
        Files.writeString(file(one, "seen_txid"), "x41\n");
        assertDamaged("seen_txid: not a transaction id", one);
    }

    @Test
    void versionsThatDifferAreFound() throws Exception {
        Path version = file(two, "VERSION");
        Files.writeString(version, Files.readString(version).replaceAll("clusterID=.*", "clusterID=CID-other"));
        assertDamaged("not the same as in ", one, two);
        Files.delete(version);
        assertDamaged("two/current/VERSION: is missing", one, two);
    }

    @Test
    void anImageWithoutMd5OrOfAnotherTransactionIsFound() throws Exception {
        Files.delete(file(one, "fsimage_0000000000000000473.md5"));
        assertDamaged("the image has no MD5", one);
        Files.copy(file(two, "fsimage_0000000000000000473"), file(one, "fsimage_474"));
        Files.writeString(
                file(one, "fsimage_474.md5"),
                Files.readString(file(two, "fsimage_0000000000000000473.md5")).replaceAll("fsimage_.*", "fsimage_474"));
        assertDamaged("not of the transaction that its name says: expected 474, found 473", one);
    }

    @Test
    void aCopyOfAnImageUnderAnotherTransactionIsFoundThoughItsBytesWereLookedAtAlready() throws Exception {
        Files.copy(file(one, "fsimage_0000000000000000473"), file(one, "fsimage_575"));
        Files.writeString(
                file(one, "fsimage_575.md5"),
                Files.readString(file(one, "fsimage_0000000000000000473.md5")).replaceAll("fsimage_.*", "fsimage_575"));
        assertDamaged("not of the transaction that its name says: expected 575, found 473", one);
    }

    @Test
    void jsonSaysTheSame() throws Exception {
        flip(file(two, "fsimage_0000000000000000473"), 3000);
        CommandRun run = verify("--json", one, two);
        assertEquals(1, run.status());
        JsonNode answer = new ObjectMapper().readTree(run.out());
        assertEquals(false, answer.get("good").asBoolean());
        assertEquals(1, answer.get("damages").asInt());
        assertEquals("DAMAGE", answer.get("findings").get(0).get("severity").asText());
        assertEquals(473, answer.get("newestImageTxid").asLong());
        assertEquals(639, answer.get("lastTxid").asLong());
    }

    @Test
    void anImageIsLookedAtAlone() throws Exception {
        CommandRun run = verify(file(one, "fsimage_0000000000000000473"));
        assertEquals(0, run.status(), run.out() + run.err());
        assertTrue(run.out().contains("newest image: 473, 135 inodes, namespace digest "), run.out());
        Path bare = directory.resolve("image");
        Files.copy(file(one, "fsimage_0000000000000000473"), bare);
        assertTrue(verify(bare).out().contains("has no MD5 beside it"));
        byte[] bytes = Files.readAllBytes(bare);
        Files.write(bare, Arrays.copyOf(bytes, bytes.length / 2));
        assertEquals(1, verify(bare).status());
    }

    @Test
    void whatCannotBeLookedAtIsNotCalledDamaged() {
        assertEquals(2, verify(directory.resolve("nowhere")).status());
        CommandRun empty = verify(directory);
        assertEquals(2, empty.status());
        assertTrue(empty.err().contains("is no storage directory"), empty.err());
        assertEquals(2, verify("http://127.0.0.1:1").status());
        assertEquals(2, verify().status());
        assertEquals(2, verify(one, "http://127.0.0.1:1").status());
    }

    private CommandRun assertDamaged(String expected, Object... targets) {
        CommandRun run = verify(targets);
        assertEquals(1, run.status(), run.out() + run.err());
        assertTrue(run.out().contains(expected), run.out());
        return run;
    }

    private static CommandRun verify(Object... targets) {
        String[] arguments = new String[targets.length + 1];
        arguments[0] = "verify";
        for (int i = 0; i < targets.length; i++) {
            arguments[i + 1] = targets[i].toString();
        }
        return CommandRun.of(arguments);
    }

    private static Path file(Path root, String name) {
        return root.resolve("current").resolve(name);
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
