package io.cairn.primary.restart;

import static io.cairn.primary.restart.GoldenDirectories.A;
import static io.cairn.primary.restart.GoldenDirectories.B;
import static io.cairn.primary.restart.GoldenDirectories.LAST_TXID;
import static io.cairn.primary.restart.GoldenDirectories.OPEN;
import static io.cairn.primary.restart.GoldenDirectories.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.model.TxRange;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.namespace.tree.InvalidEditException;
import io.cairn.common.op.Edit;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.NamespaceDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is lost by a recovery, and that nothing else is. */
class RecoveryTest {
    private static final String SEGMENT = FileNames.finalizedEdits(474, 575);
    /** {@code -Dcairn.step=1} damages every transaction in turn. */
    private static final int STEP = Integer.getInteger("cairn.step", 25);

    @TempDir
    Path root;

    private final Disk real = new RealDisk();
    private final List<RecoveryReport.Entry> asked = new ArrayList<>();
    private GoldenDirectories directories;
    private String whole;

    @BeforeEach
    void create() throws IOException {
        whole = GoldenDirectories.create().restart().dump();
        directories = GoldenDirectories.create();
    }

    @Test
    void soundDirectoriesGiveTheWholeNamespaceAndNoQuestion() throws IOException {
        Recovery.Result result = recover(RecoveryChoices.Choice.CONTINUE).orElseThrow();
        assertEquals(whole, dump(result));
        assertEquals(LAST_TXID, result.lastTxid());
        assertEquals(List.of(), asked);
        assertEquals(0, result.report().lost());
    }

    @Test
    void jumpsDamageNamesEachLossAndChangesNoOriginal() throws IOException {
        for (Path directory : List.of(A, B)) {
            directories.damageEdit(directory, SEGMENT, 500);
            directories.damageEdit(directory, SEGMENT, 501);
        }
        directories.damageEdit(A, SEGMENT, 510);
        Map<Path, Integer> before = directories.content();

        Recovery.Result result = recover(RecoveryChoices.Choice.CONTINUE).orElseThrow();
        assertEquals(before, directories.content());
        RecoveryReport.Entry damage = result.report().entries().get(0);
        assertEquals(RecoveryReport.Kind.DAMAGED, damage.kind());
        assertEquals(new TxRange(500, 501), damage.txids());
        for (Path directory : List.of(A, B)) {
            assertTrue(damage.where().contains(file(directory, SEGMENT) + " offset "), damage.where());
        }
        assertEquals(expectedWithout(lostTxids(result)), dump(result));
        assertEquals(LAST_TXID, result.lastTxid());
        String text = Files.readString(result.directory().resolve(RecoveryReport.FILE));
        assertTrue(text.contains("DAMAGED\t500-501\t"), text);
        assertEquals(
                result.report().entries().size(),
                text.lines().filter(line -> !line.startsWith("#")).count());
    }

    @Test
    void jumpsAMissingSegmentAndReportsWhatDoesNotApplyWithoutIt() throws IOException {
        for (Path directory : List.of(A, B)) {
            directories.delete(directory, SEGMENT);
        }
        Recovery.Result result = recover(RecoveryChoices.Choice.CONTINUE).orElseThrow();
        RecoveryReport.Entry first = result.report().entries().get(0);
        assertEquals(RecoveryReport.Kind.MISSING, first.kind());
        assertEquals(new TxRange(474, 575), first.txids());
        assertEquals(expectedWithout(lostTxids(result)), dump(result));
    }

    @Test
    void damageEverywhereInTurnLosesWhatIsReportedAndNothingElse() throws IOException {
        for (long txid = 474; txid <= 575; txid += STEP) {
            directories = GoldenDirectories.create();
            directories.damageEdit(A, SEGMENT, txid);
            directories.damageEdit(B, SEGMENT, txid);
            asked.clear();
            Recovery.Result result = recover(RecoveryChoices.Choice.CONTINUE).orElseThrow();
            Set<Long> lost = lostTxids(result);
            assertTrue(lost.contains(txid), txid + " in " + lost);
            assertEquals(expectedWithout(lost), dump(result), "damage at " + txid);
            removeResult();
        }
    }

    @Test
    void stopGivesUpTheRestAndQuitEverything() throws IOException {
        for (Path directory : List.of(A, B)) {
            directories.damageEdit(directory, SEGMENT, 500);
        }
        Recovery.Result stopped = recover(RecoveryChoices.Choice.STOP).orElseThrow();
        assertEquals(499, stopped.lastTxid());
        assertTrue(stopped.report().notes().toString().contains("everything from txid 500 on was given up"));
        assertEquals(1, asked.size());
        removeResult();

        assertEquals(Optional.empty(), recover(RecoveryChoices.Choice.QUIT));
        assertFalse(Files.exists(root.resolve("recovered/current")));
    }

    @Test
    void damagedImagesSmallFilesAndDirectoriesThatAreGoneAreNoted() throws IOException {
        directories.damageImage(A, 473);
        directories.delete(B, FileNames.image(473));
        directories.disk().put(file(A, FileNames.SEEN_TXID), new byte[] {'x'});
        directories.disk().put(file(A, FileNames.VERSION), new byte[] {'x'});
        Recovery.Result result = recover(RecoveryChoices.Choice.CONTINUE).orElseThrow();
        assertEquals(163, result.imageTxid());
        assertEquals(LAST_TXID, result.lastTxid());
        String notes = result.report().notes().toString();
        for (String part : List.of("wrong MD5", "seen_txid: not a transaction id", "VERSION: value of storageType")) {
            assertTrue(notes.contains(part), "no " + part + " in " + notes);
        }
    }

    @Test
    void promisesOfSeenTxidThatNoFileKeepsAreReported() throws IOException {
        SeenTxidFile.write(directories.disk(), file(A, FileNames.SEEN_TXID), 700);
        Recovery.Result result = recover(RecoveryChoices.Choice.CONTINUE).orElseThrow();
        assertEquals(
                List.of(new TxRange(640, 700)),
                result.report().entries().stream()
                        .map(RecoveryReport.Entry::txids)
                        .toList());
        assertEquals(700, result.lastTxid());
    }

    @Test
    void refusesAResultDirectoryThatIsNotEmpty() throws IOException {
        Files.createDirectories(root.resolve("recovered"));
        Files.writeString(root.resolve("recovered/precious"), "x");
        InconsistentStorageException e =
                assertThrows(InconsistentStorageException.class, () -> recover(RecoveryChoices.Choice.CONTINUE));
        assertTrue(e.getMessage().contains("not empty; name another directory with --to"), e.getMessage());
    }

    @Test
    void refusesWithoutAnySoundImage() throws IOException {
        for (Path directory : List.of(A, B)) {
            for (long image : new long[] {0, 163, 473}) {
                directories.disk().flipBit(file(directory, FileNames.image(image)), 100, 1);
            }
        }
        IOException e = assertThrows(IOException.class, () -> recover(RecoveryChoices.Choice.CONTINUE));
        assertTrue(e.getMessage().contains("No image can be loaded"), e.getMessage());
        assertTrue(e.getMessage().contains("cairn restore --from"), e.getMessage());
    }

    @Test
    void readsWhatIsStillThereOfADamagedOpenSegment() throws IOException {
        directories.damageEdit(A, OPEN, 600);
        directories.damageEdit(B, OPEN, 600);
        Recovery.Result result = recover(RecoveryChoices.Choice.CONTINUE).orElseThrow();
        assertEquals(new TxRange(600, 600), result.report().entries().get(0).txids());
        assertEquals(LAST_TXID, result.lastTxid());
    }

    private Optional<Recovery.Result> recover(RecoveryChoices.Choice always) throws IOException {
        List<StorageDirectory> configured = List.of(
                new StorageDirectory(A, StorageDirectory.Type.IMAGE_AND_EDITS),
                new StorageDirectory(B, StorageDirectory.Type.IMAGE_AND_EDITS));
        return new Recovery(
                        new TwoDisks(directories.disk(), real, root),
                        configured,
                        root.resolve("recovered"),
                        problem -> {
                            asked.add(problem);
                            return always;
                        },
                        () -> Instant.EPOCH,
                        RestartProgress.NONE)
                .run("1@test");
    }

    private void removeResult() throws IOException {
        try (Stream<Path> walk = Files.walk(root.resolve("recovered"))) {
            for (Path path : walk.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Set<Long> lostTxids(Recovery.Result result) {
        Set<Long> lost = new TreeSet<>();
        for (RecoveryReport.Entry entry : result.report().entries()) {
            for (long txid = entry.txids().firstTxid(); txid <= entry.txids().lastTxid(); txid++) {
                lost.add(txid);
            }
        }
        return lost;
    }

    /** The namespace without some edits, made another way: every edit that is not to be lost must apply. */
    private String expectedWithout(Set<Long> lost) throws IOException {
        GoldenDirectories sound = GoldenDirectories.create();
        try (HeapStore store = new HeapStore()) {
            new ImageLoader(sound.disk()).load(file(A, FileNames.image(473)), store, count -> {});
            Namespace namespace = new Namespace(store);
            for (String name : List.of(SEGMENT, FileNames.finalizedEdits(576, 580), OPEN)) {
                try (ByteSource source = sound.disk().open(file(A, name))) {
                    EditReader edits = EditReader.open(source);
                    while (edits.next()) {
                        // An edit that does nothing stands for one that is lost.
                        namespace.apply(
                                lost.contains(edits.txid())
                                        ? new Edit(edits.txid(), new StartLogSegmentOp())
                                        : edits.edit());
                    }
                }
            }
            namespace.commit(namespace.appliedTxid());
            return NamespaceDump.of(store);
        } catch (InvalidEditException e) {
            throw new AssertionError("lost, but not reported: " + e.getMessage(), e);
        }
    }

    private String dump(Recovery.Result result) throws IOException {
        Path current = result.directory().resolve("current");
        assertEquals(
                337579297,
                VersionFile.read(real, current.resolve(FileNames.VERSION)).namespaceId());
        assertEquals(result.lastTxid(), SeenTxidFile.read(real, current.resolve(FileNames.SEEN_TXID)));
        try (HeapStore store = new HeapStore()) {
            long loaded =
                    new ImageLoader(real).load(current.resolve(FileNames.image(result.lastTxid())), store, n -> {});
            assertEquals(result.lastTxid(), loaded);
            return NamespaceDump.of(store);
        }
    }
}
