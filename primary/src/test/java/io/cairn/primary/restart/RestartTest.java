package io.cairn.primary.restart;

import static io.cairn.primary.restart.GoldenDirectories.A;
import static io.cairn.primary.restart.GoldenDirectories.B;
import static io.cairn.primary.restart.GoldenDirectories.LAST_TXID;
import static io.cairn.primary.restart.GoldenDirectories.OPEN;
import static io.cairn.primary.restart.GoldenDirectories.SEGMENTS;
import static io.cairn.primary.restart.GoldenDirectories.file;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.RetentionPlan;
import io.cairn.common.layout.RetentionRule;
import io.cairn.common.model.TxRange;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.primary.restart.GoldenDirectories.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damage of every kind in the directories, and what a start makes of it. */
class RestartTest {
    private static final String NEWEST = FileNames.image(473);

    private GoldenDirectories directories;
    private String whole;
    /** A NameNode saves in images what it does not log (a key's expiry, a pool's replication): older images lack that. */
    private String wholeFromOlder;

    @BeforeEach
    void asLeftByAKilledNameNode() throws IOException {
        whole = GoldenDirectories.create().restart().dump();
        GoldenDirectories older = GoldenDirectories.create();
        older.delete(A, NEWEST);
        older.delete(B, NEWEST);
        wholeFromOlder = older.restart().dump();
        directories = GoldenDirectories.create();
    }

    @Test
    void wholeDirectoriesNeedNoMending() throws IOException {
        assertEquals(new Outcome(whole, 473, false), directories.restart());
        assertEquals(List.of(), directories.findings.all());
    }

    @Test
    void damagedImageIsTakenFromTheNextDirectoryAndMended() throws IOException {
        byte[] sound = directories.disk().bytes(file(A, NEWEST));
        directories.damageImage(A, 473);
        byte[] damaged = directories.disk().bytes(file(A, NEWEST));

        assertEquals(new Outcome(whole, 473, false), directories.restart());
        assertArrayEquals(sound, directories.disk().crash().bytes(file(A, NEWEST)));
        assertArrayEquals(damaged, directories.disk().crash().bytes(file(A, NEWEST + ".corrupt")));
        assertTrue(directories.told(file(A, NEWEST).toString(), "wrong MD5", "replaced by the copy in"));
    }

    @Test
    void damagedEverywhereAnOlderImageAndTheEditsBehindItLeadOn() throws IOException {
        directories.damageImage(A, 473);
        directories.damageImage(B, 473);

        assertEquals(new Outcome(wholeFromOlder, 163, true), directories.restart());
        assertTrue(directories.told("image 473 is damaged in every directory", "started from image 163"));
        for (Path root : List.of(A, B)) {
            assertFalse(directories.disk().exists(file(root, NEWEST)));
            assertTrue(directories.disk().exists(file(root, NEWEST + ".corrupt")));
            assertTrue(directories.disk().exists(file(root, NEWEST + ".md5.corrupt")));
        }
        assertEquals(new Outcome(wholeFromOlder, 163, false), directories.restart());
    }

    @Test
    void damagedImageIsNotCountedByRetentionNorEverDeleted() throws IOException {
        directories.damageImage(A, 473);
        directories.damageImage(B, 473);
        directories.restart();

        List<DirInventory> left = List.of(
                DirInventory.scan(directories.disk(), A.resolve("current")),
                DirInventory.scan(directories.disk(), B.resolve("current")));
        RetentionPlan plan = new RetentionRule(1, 0, 0).plan(left, OptionalLong.of(640));
        assertEquals(163, plan.imageTxidMin());
        List<Path> deleted =
                plan.deletions().stream().map(RetentionPlan.Deletion::path).toList();
        assertTrue(deleted.contains(file(A, FileNames.image(0))));
        assertFalse(deleted.contains(file(A, FileNames.image(163))));
        assertFalse(deleted.contains(file(A, NEWEST + ".corrupt")));
        assertEquals(
                List.of(0L, 163L),
                left.get(0).images().stream().map(ImageFile::txid).toList());
    }

    @Test
    void imageOfAnotherNamespaceIsNotStartedFrom() throws IOException {
        for (Path root : List.of(A, B)) {
            Path version = file(root, FileNames.VERSION);
            String text = new String(directories.disk().bytes(version), StandardCharsets.ISO_8859_1);
            String other = text.replaceAll("(?m)^namespaceID=.*$", "namespaceID=4711");
            directories.disk().put(version, other.getBytes(StandardCharsets.ISO_8859_1));
        }
        String message =
                assertThrows(StartRefusedException.class, directories::restart).getMessage();
        assertTrue(message.contains("There is no sound image"), message);
        assertTrue(
                message.contains(file(A, NEWEST) + ": an image of another namespace: expected namespaceID 4711"),
                message);
        assertTrue(directories.disk().exists(file(A, NEWEST)));
    }

    @Test
    void imageWithoutItsMd5FileIsNotTrusted() throws IOException {
        directories.delete(A, FileNames.imageMd5(473));
        directories.delete(B, FileNames.imageMd5(473));
        assertEquals(new Outcome(wholeFromOlder, 163, true), directories.restart());
        assertTrue(directories.told(NEWEST, ".md5: cannot be verified"));
    }

    @Test
    void imageWhoseMd5FitsButWhoseStructureDoesNotIsNotTrusted() throws Exception {
        for (Path root : List.of(A, B)) {
            byte[] cut = directories.disk().bytes(file(root, NEWEST));
            cut[cut.length - 3] ^= 0x55;
            replaceImage(root, cut);
        }
        assertEquals(new Outcome(wholeFromOlder, 163, true), directories.restart());
    }

    @Test
    void imageThatIsNotTheOneItsNameSaysIsNotTrusted() throws Exception {
        for (Path root : List.of(A, B)) {
            replaceImage(root, directories.disk().bytes(file(root, FileNames.image(163))));
        }
        assertEquals(new Outcome(wholeFromOlder, 163, true), directories.restart());
        assertTrue(directories.told("not the image its name says", "expected last transaction 473"));
    }

    private void replaceImage(Path root, byte[] bytes) throws Exception {
        directories.disk().put(file(root, NEWEST), bytes);
        Md5Sidecar.write(
                directories.disk(),
                file(root, NEWEST),
                MessageDigest.getInstance("MD5").digest(bytes));
    }

    @Test
    void refusesWhenAllImagesAreDamagedNamingEachAndChangesNothing() throws IOException {
        directories.restart(); // ends the open segment, so that the refusal can be seen to change nothing
        for (Path root : List.of(A, B)) {
            for (long image : new long[] {0, 163, 473}) {
                directories.disk().flipBit(file(root, FileNames.image(image)), 100, 1);
            }
        }
        StartRefusedException refused = refused();
        for (Path root : List.of(A, B)) {
            for (long image : new long[] {0, 163, 473}) {
                has(refused, "Damaged: " + file(root, FileNames.image(image)) + ": wrong MD5");
            }
        }
        has(refused, "There is no sound image");
    }

    @Test
    void refusesWithoutAnyImage() throws IOException {
        directories.restart();
        for (Path root : List.of(A, B)) {
            for (long image : new long[] {0, 163, 473}) {
                directories.delete(root, FileNames.image(image));
            }
        }
        has(refused(), "There is no sound image (fsimage_N) to start from", "images none", "cairn restore --from");
    }

    @Test
    void damageAnywhereInOneCopyOfAnySegmentIsMendedFromTheOther() throws IOException {
        long seed = Long.getLong("cairn.test.seed", 20261121L);
        Random random = new Random(seed);
        for (Path root : List.of(A, B)) {
            for (String segment : SEGMENTS.subList(2, SEGMENTS.size())) {
                for (int round = 0; round < 4; round++) {
                    directories = GoldenDirectories.create();
                    directories.damageImage(A, 473);
                    directories.damageImage(B, 473);
                    byte[] sound = directories.disk().bytes(file(root, segment));
                    directories.disk().flipBit(file(root, segment), random.nextInt(sound.length), random.nextInt(8));
                    byte[] damaged = directories.disk().bytes(file(root, segment));
                    String what = root + " " + segment + " seed " + seed;

                    Outcome outcome = directories.restart();
                    assertEquals(wholeFromOlder, outcome.dump(), what);
                    if (directories.told(file(root, segment).toString())) {
                        assertArrayEquals(sound, directories.disk().bytes(file(root, segment)), what);
                        assertArrayEquals(damaged, directories.disk().bytes(file(root, segment + ".corrupt")), what);
                        directories.delete(root.equals(A) ? B : A, segment);
                        assertEquals(wholeFromOlder, directories.restart().dump(), what);
                    }
                }
            }
        }
    }

    @Test
    void damageAtDifferentPlacesIsBridgedAndANewImageDue() throws IOException {
        String segment = FileNames.finalizedEdits(474, 575);
        directories.damageEdit(A, segment, 500);
        directories.damageEdit(B, segment, 510);
        directories.damageEdit(A, segment, 520);
        assertEquals(new Outcome(whole, 473, true), directories.restart());
        assertTrue(directories.told(file(A, segment).toString(), "what it lacks was read elsewhere"));
    }

    @Test
    void damageAtTheSamePlaceEverywhereIsRefusedNamingWhatIsMissingAndWhatThereIs() throws IOException {
        directories.restart();
        String segment = FileNames.finalizedEdits(474, 575);
        directories.damageEdit(A, segment, 499);
        directories.damageEdit(A, segment, 500);
        directories.damageEdit(B, segment, 500);
        StartRefusedException refused = refused();
        assertEquals(List.of(new TxRange(500, 500)), refused.missing());
        has(
                refused,
                "Gap in transactions: 500 to 500 (1) can be read nowhere",
                "everything up to txid 639",
                "highest seen_txid 581",
                A.resolve("current") + ": images 0, 163, 473; segments 1-161, 162-163, 164-244, 245-473,"
                        + " 474-575 (damaged), 576-580, 581-639; seen_txid 581",
                "readable: 474 to 498 (25), 501 to 575 (75)",
                "cairn.checkpointer.url in primary.yml says where it is",
                "cairn restore --from CHECKPOINTER_URL|DIR|ARCHIVE",
                "cairn primary --recover primary.yml");
    }

    @Test
    void segmentMissingEverywhereIsRefused() throws IOException {
        directories.restart();
        for (Path root : List.of(A, B)) {
            directories.delete(root, FileNames.finalizedEdits(474, 575));
        }
        assertEquals(List.of(new TxRange(474, 575)), refused().missing());
    }

    @Test
    void segmentBeforeTheImageIsNotNeeded() throws IOException {
        for (Path root : List.of(A, B)) {
            directories.delete(root, FileNames.finalizedEdits(164, 244));
        }
        assertEquals(new Outcome(whole, 473, false), directories.restart());
    }

    @Test
    void damagedImageIsRefusedWhenEditsDoNotLeadOnFromAnOlderOne() throws IOException {
        directories.restart();
        for (Path root : List.of(A, B)) {
            directories.damageImage(root, 473);
            directories.delete(root, FileNames.finalizedEdits(164, 244));
        }
        assertEquals(List.of(new TxRange(164, 244)), refused().missing());
    }

    @Test
    void damageInTheMiddleOfTheOpenSegmentIsMendedFromTheOtherDirectory() throws IOException {
        directories.damageEdit(A, OPEN, 600);
        assertEquals(whole, directories.restart().dump());
        assertTrue(directories.told(OPEN, "set aside as .corrupt"));
    }

    @Test
    void damageInTheMiddleOfTheOpenSegmentEverywhereIsRefusedAndNothingChanged() throws IOException {
        directories.damageEdit(A, OPEN, 600);
        directories.damageEdit(B, OPEN, 600);
        StartRefusedException refused = refused();
        assertEquals(List.of(new TxRange(600, 600)), refused.missing());
        has(refused, OPEN, "edits 600 to 600 are missing", "cairn primary --recover primary.yml");
    }

    @Test
    void everyFailingCallEndsInAnErrorOrInTheWholeNamespaceAndTheNextStartIsGood() throws IOException {
        long calls = changingCallsOfAMendingRestart();
        for (long call = 1; call <= calls; call++) {
            mendingNeeded();
            directories.disk().failChange(call, path -> true);
            try {
                assertEquals(whole, directories.restart().dump(), "call " + call);
            } catch (IOException e) {
                // The disk failed as the test asked.
            }
            directories.crashed(directories.disk().crashKeepingAll());
            assertEquals(whole, directories.restart().dump(), "after call " + call);
        }
    }

    @Test
    void everyCrashLeavesWhatTheNextStartMends() throws IOException {
        long calls = changingCallsOfAMendingRestart();
        for (long call = 1; call <= calls; call++) {
            mendingNeeded();
            directories.disk().crashAtCall(call);
            assertThrows(IOException.class, directories::restart, "call " + call);
            List<FaultyDisk> after = new ArrayList<>(
                    List.of(directories.disk().crash(), directories.disk().crashKeepingAll()));
            after.add(directories.disk().crashTorn(new Random(call)));
            for (FaultyDisk disk : after) {
                directories.crashed(disk);
                assertEquals(whole, directories.restart().dump(), "after a crash at call " + call);
            }
        }
    }

    private long changingCallsOfAMendingRestart() throws IOException {
        mendingNeeded();
        long before = directories.disk().changingCalls();
        directories.restart();
        long calls = directories.disk().changingCalls() - before;
        assertTrue(calls > 20, calls + " calls");
        return calls;
    }

    /** A directory with a damaged image, damaged segments and a torn open segment beside a sound one. */
    private void mendingNeeded() throws IOException {
        directories = GoldenDirectories.create();
        directories.damageImage(A, 473);
        directories.damageEdit(B, FileNames.finalizedEdits(474, 575), 500);
        directories.damageEdit(A, FileNames.finalizedEdits(576, 580), 577);
        directories.damageEdit(A, OPEN, LAST_TXID);
    }

    private StartRefusedException refused() throws IOException {
        Map<Path, Integer> before = directories.content();
        StartRefusedException refused = assertThrows(StartRefusedException.class, directories::restart);
        assertEquals(before, directories.content(), "nothing is changed by a refusal");
        return refused;
    }

    private static void has(StartRefusedException refused, String... parts) {
        for (String part : parts) {
            assertTrue(
                    String.valueOf(refused.getMessage()).contains(part),
                    "no \"" + part + "\" in: " + refused.getMessage());
        }
    }
}
