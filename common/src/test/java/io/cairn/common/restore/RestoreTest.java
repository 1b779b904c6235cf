package io.cairn.common.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.archive.ArchiveReader;
import io.cairn.common.archive.ArchiveWriter;
import io.cairn.common.archive.CorruptArchiveException;
import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.SegmentScan;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.DirLock;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.replay.EditReplayer;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.RecoveryPlan;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.testkit.NamespaceDump;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Restoring from directories and archives: what is reached, what is lost, what is refused, and what a crash leaves. */
class RestoreTest {
    private static final Path ROOT = Path.of("/disks");
    private static final Path CKPT = ROOT.resolve("ckpt");
    private static final Path ONE = ROOT.resolve("one");
    private static final Path TWO = ROOT.resolve("two");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T20:28:00Z"));
    private static final long SEED = 20261121;
    private static final OptionalLong NEWEST = OptionalLong.empty();

    private FaultyDisk disk;
    private Written written;
    private final List<String> notes = new ArrayList<>();

    /** A checkpointer with images of 100 and 200 and edits to 300; a primary that had come to 342. */
    @BeforeEach
    void write() throws IOException {
        disk = new FaultyDisk(ROOT);
        written = new Written(disk, SEED, 400);
        written.directory(CKPT, Written.INFO);
        written.image(CKPT, 100);
        written.image(CKPT, 200);
        written.segment(CKPT, 101, 150);
        written.segment(CKPT, 151, 200);
        written.segment(CKPT, 201, 260);
        written.segment(CKPT, 261, 300);
        for (Path root : List.of(ONE, TWO)) {
            primary(root);
        }
    }

    private void primary(Path root) throws IOException {
        written.directory(root, Written.INFO);
        written.image(root, 200);
        written.segment(root, 201, 300);
        written.inProgress(root, 301, 342);
    }

    private Restore restore(RestoreSource source, Path... roots) throws IOException {
        return restore(disk, source, NameDirectories.configured(List.of(roots), List.of(roots)));
    }

    private Restore restore(Disk on, RestoreSource source, List<StorageDirectory> targets) {
        Restore.Settings settings = new Restore.Settings(
                new CheckpointMerge.Limits(1 << 20, 1 << 20, 50), "me@here", "hdfs@here", CLOCK, System::nanoTime);
        return new Restore(on, source, targets, settings, new RestoreListener() {
            @Override
            public void progress(Step step, long done, long total) {
                assertTrue(done >= 0 && total >= 0, step + " " + done + " of " + total);
            }

            @Override
            public void note(String text) {
                notes.add(text);
            }
        });
    }

    private RestoreSource checkpointer() {
        return new DirectorySource(disk, List.of(CKPT));
    }

    private RestoreRecord run(RestoreSource source, OptionalLong toTxid, Path... roots) throws IOException {
        Restore restore = restore(source, roots);
        return restore.run(restore.preview(toTxid));
    }

    private RestoreRefusedException refused(RestoreSource source, OptionalLong toTxid, Path... roots) {
        return assertThrows(RestoreRefusedException.class, () -> run(source, toTxid, roots));
    }

    private static void assertSays(Throwable e, String... parts) {
        for (String part : parts) {
            assertTrue(String.valueOf(e.getMessage()).contains(part), () -> "\"" + part + "\" in: " + e.getMessage());
        }
    }

    /** Starts from {@code root} as a primary does: newest image, and every edit that leads on. */
    private void assertHolds(Disk on, Path root, long txid) throws IOException {
        try (NameDirectories directories = NameDirectories.open(
                        on, NameDirectories.configured(List.of(root), List.of(root)), "primary@here");
                HeapStore store = new HeapStore()) {
            assertEquals(Written.INFO, directories.storageInfo());
            RecoveryPlan plan = RecoveryPlan.of(directories.scan().stream()
                    .map(inventory -> new RecoveryPlan.Source(inventory, txid))
                    .toList());
            new ImageLoader(on).load(plan.images().get(0).path(), store, count -> {});
            new EditReplayer(on, new Namespace(store)).replay(plan.segments(), plan.lastTxid());
            assertEquals(txid, plan.lastTxid());
            assertEquals("", NamespaceDump.difference(written.dump(txid), NamespaceDump.of(store)));
            assertEquals(txid, SeenTxidFile.read(on, root.resolve("current/seen_txid")));
        }
    }

    /** The older image and the edits behind it lead to the same namespace. */
    private void assertOlderImageLeadsThereToo(Path root, long imageTxid, long txid) throws IOException {
        DirInventory inventory = DirInventory.scan(disk, root.resolve("current"));
        try (HeapStore store = new HeapStore()) {
            new ImageLoader(disk).load(root.resolve("current").resolve(FileNames.image(imageTxid)), store, count -> {});
            new EditReplayer(disk, new Namespace(store)).replay(inventory.finalized(), txid);
            assertEquals("", NamespaceDump.difference(written.dump(txid), NamespaceDump.of(store)));
        }
    }

    // ---- what is reached and what is lost ----

    @Test
    void newestImageAndItsEditsAreRestoredAndTheOldIsMovedAside() throws IOException {
        RestoreRecord record = run(checkpointer(), NEWEST, ONE, TWO);

        for (Path root : List.of(ONE, TWO)) {
            assertHolds(disk, root, 300);
            assertOlderImageLeadsThereToo(root, 200, 300);
            assertTrue(disk.exists(
                    root.resolve("replaced-20261121T202800Z/current/edits_inprogress_0000000000000000301")));
            assertEquals(Optional.of(record), RestoreRecord.read(disk, root.resolve("current")));
            assertEquals(List.of("current", "replaced-20261121T202800Z"), sorted(disk.list(root)));
        }
        assertEquals(OptionalLong.of(42), record.lost());
        assertTrue(record.lostIsExact());
        assertEquals(300, record.txid());
        assertEquals(200, record.imageTxid());
        assertEquals(written.digest(300), record.digest());
        assertEquals("hdfs@here", record.by());
    }

    @Test
    void previewTellsExactlyWhatIsLostAndChangesNothing() throws IOException {
        long before = disk.changingCalls();

        RestorePreview preview = restore(checkpointer(), ONE, TWO).preview(NEWEST);

        assertEquals(300, preview.plan().lastTxid());
        assertEquals(42, preview.loss().transactions());
        assertTrue(preview.loss().exact());
        assertTrue(
                preview.loss().text().startsWith("Lost: 42 transactions (301 to 342, "),
                preview.loss().text());
        assertTrue(
                preview.loss().text().contains("which ends at 342"),
                preview.loss().text());
        assertTrue(preview.verified());
        assertEquals(before, disk.changingCalls());
    }

    @Test
    void oldDirectoryThatEndsWhereTheSourceDoesLosesNothing() throws IOException {
        Path three = ROOT.resolve("three");
        written.directory(three, Written.INFO);
        written.image(three, 200);
        written.segment(three, 201, 300);

        assertEquals(0, restore(checkpointer(), three).preview(NEWEST).loss().transactions());
    }

    @Test
    void withoutOldDirectoryTheSourcesKnowledgeIsToldAsWhatItIs() throws IOException {
        Path fresh = ROOT.resolve("fresh");
        Loss unknown = restore(checkpointer(), fresh).preview(NEWEST).loss();
        assertTrue(unknown.text().startsWith("Lost: unknown."), unknown.text());

        RestoreSource knowing = new KnowingSource(checkpointer(), new LastSeen(310, Optional.of(CLOCK.instant())));
        Loss atLeast = restore(knowing, fresh).preview(NEWEST).loss();
        assertFalse(atLeast.exact());
        assertTrue(atLeast.text().startsWith("Lost: at least 10 transactions (301 to 310), by "), atLeast.text());
        assertTrue(atLeast.text().contains("as of 2026-11-21T20:28:00Z: the primary was at 310"), atLeast.text());
    }

    @Test
    void oldDirectoryThatIsBehindWhatTheSourceSawIsNotTakenForTheEnd() throws IOException {
        RestoreSource knowing = new KnowingSource(checkpointer(), new LastSeen(399, Optional.empty()));
        Loss loss = restore(knowing, ONE).preview(NEWEST).loss();
        assertFalse(loss.exact());
        assertEquals(99, loss.transactions());
    }

    private Loss lossOf(Path... roots) throws IOException {
        return restore(checkpointer(), roots).preview(NEWEST).loss();
    }

    @Test
    void runningPrimaryGoesOnSoThatItsEndIsNotKnown() throws IOException {
        DirLock primary = DirLock.take(disk, TWO, "4711@here");
        Loss loss = lossOf(ONE, TWO);
        assertFalse(loss.exact());
        assertTrue(loss.text().startsWith("Lost: at least 42 transactions"), loss.text());
        assertTrue(loss.text().contains("/disks/two is in use by 4711@here"), loss.text());
        primary.close();
        assertTrue(lossOf(ONE, TWO).exact());
        RestoreRecord record = run(checkpointer(), NEWEST, ONE, TWO);
        assertTrue(record.lostIsExact());
    }

    @Test
    void transactionThatWasSeenButCannotBeReadCountsAsLost() throws IOException {
        SeenTxidFile.write(disk, ONE.resolve("current/seen_txid"), 399);
        Loss loss = lossOf(ONE);
        assertFalse(loss.exact());
        assertEquals(99, loss.transactions());
        assertTrue(loss.text().contains("seen_txid"), loss.text());
    }

    @Test
    void unfinishedSegmentWithADamagedHeaderStillTellsItsLastTransaction() throws IOException {
        disk.flipBit(ONE.resolve("current").resolve(FileNames.inProgressEdits(301)), 0, 1);
        Loss loss = lossOf(ONE);
        assertTrue(loss.exact(), loss.text());
        assertEquals(42, loss.transactions());
    }

    @Test
    void fileThatCannotBeReadLeavesTheOthersAndTheDoubt() throws IOException {
        written.inProgress(ONE, 343, 360);
        Path unreadable = ONE.resolve("current").resolve(FileNames.inProgressEdits(301));
        disk.failCall(FaultyDisk.Call.OPEN, 1, unreadable::equals, true);
        Loss loss = lossOf(ONE);
        assertFalse(loss.exact());
        assertEquals(60, loss.transactions());
        assertTrue(loss.text().contains("cannot be read: Injected fault"), loss.text());
    }

    @Test
    void sourceThatHasMoreThanIsWantedKnowsWhatIsLost() throws IOException {
        Loss loss = restore(checkpointer(), ROOT.resolve("fresh"))
                .preview(OptionalLong.of(250))
                .loss();
        assertFalse(loss.exact());
        assertTrue(loss.text().startsWith("Lost: at least 50 transactions (251 to 300), by /disks/ckpt"), loss.text());
    }

    @Test
    void directoryThatDoesNotExistIsMadeAndRestored() throws IOException {
        Path fresh = ROOT.resolve("new/name");
        run(checkpointer(), NEWEST, fresh);
        assertHolds(disk, fresh, 300);
    }

    @Test
    void imagesAndEditsGoToDirectoriesOfTheirKind() throws IOException {
        Path images = ROOT.resolve("images");
        Path edits = ROOT.resolve("edits");
        List<StorageDirectory> targets = NameDirectories.configured(List.of(images), List.of(edits));
        Restore restore = restore(disk, checkpointer(), targets);
        restore.run(restore.preview(NEWEST));

        assertEquals(
                2, DirInventory.scan(disk, images.resolve("current")).images().size());
        assertEquals(
                0,
                DirInventory.scan(disk, images.resolve("current")).finalized().size());
        assertEquals(
                0, DirInventory.scan(disk, edits.resolve("current")).images().size());
        assertEquals(
                2, DirInventory.scan(disk, edits.resolve("current")).finalized().size());
        assertTrue(disk.exists(edits.resolve("current/VERSION")));
    }

    @Test
    void unfinishedSegmentOfADeadPrimaryIsUsedUpToItsLastIntactTransaction() throws IOException {
        Path source = ROOT.resolve("dead");
        written.directory(source, Written.INFO);
        written.image(source, 200);
        written.segment(source, 201, 300);
        written.inProgress(source, 301, 342);
        Path open = source.resolve("current").resolve(FileNames.inProgressEdits(301));
        byte[] bytes = disk.bytes(open);
        PendingFile.replace(disk, open, Arrays.copyOf(bytes, bytes.length - 3));

        RestoreRecord record = run(new DirectorySource(disk, List.of(source)), NEWEST, ONE);

        assertEquals(341, record.txid());
        assertHolds(disk, ONE, 341);
        assertEquals(OptionalLong.of(1), record.lost());
    }

    /** A dead primary whose unfinished segment is damaged at 320 and intact from 321 to 342. */
    private Path damagedInTheMiddle() throws IOException {
        Path source = ROOT.resolve("dead");
        written.directory(source, Written.INFO);
        written.image(source, 200);
        written.segment(source, 201, 300);
        written.inProgress(source, 301, 319);
        Path open = source.resolve("current").resolve(FileNames.inProgressEdits(301));
        long damage = disk.length(open) + 10;
        written.inProgress(source, 301, 342);
        disk.flipBit(open, damage, 1);
        return source;
    }

    @Test
    void transactionsBehindDamageInAnUnfinishedSegmentAreNotGivenUpUnasked() throws IOException {
        RestoreSource source = new DirectorySource(disk, List.of(damagedInTheMiddle()));

        RestoreRefusedException e = refused(source, NEWEST, ONE);
        assertSays(
                e,
                "Transaction 342 cannot be reached",
                "retained are 200 to 319; damaged are 320 to 342: ",
                FileNames.inProgressEdits(301));
        assertTrue(e.next().contains("--to-txid 319"), e.next());
        assertHolds342(ONE);

        Path fresh = ROOT.resolve("fresh");
        RestoreRecord record = run(source, OptionalLong.of(319), fresh);
        assertHolds(disk, fresh, 319);
        assertEquals(OptionalLong.of(23), record.lost());
        assertFalse(record.lostIsExact());
    }

    @Test
    void transactionsBehindDamageAreTakenFromAnotherDirectoryOfTheSource() throws IOException {
        run(new DirectorySource(disk, List.of(damagedInTheMiddle(), TWO)), NEWEST, ONE);
        assertHolds(disk, ONE, 342);
    }

    @Test
    void storeInTheOldDirectoryGoesAsideWithIt() throws IOException {
        disk.createDirectories(ONE.resolve("rocksdb"));
        PendingFile.replace(disk, ONE.resolve("rocksdb/000001.sst"), new byte[3]);
        disk.forceDirectory(ONE);

        run(checkpointer(), NEWEST, ONE);

        assertFalse(disk.exists(ONE.resolve("rocksdb")));
        assertTrue(disk.exists(ONE.resolve("replaced-20261121T202800Z/rocksdb/000001.sst")));
    }

    @Test
    void restoringAgainSetsAsideUnderAnotherName() throws IOException {
        run(checkpointer(), NEWEST, ONE);
        RestoreRecord second = run(checkpointer(), OptionalLong.of(250), ONE);

        assertEquals("replaced-20261121T202800Z-2", second.replaced());
        assertHolds(disk, ONE, 250);
        assertEquals(OptionalLong.of(50), second.lost());
    }

    // ---- points in time ----

    @Test
    void everyRetainedTransactionCanBeRestored() throws IOException {
        for (long txid : new long[] {100, 101, 149, 150, 151, 200, 201, 259, 260, 261, 299, 300}) {
            RestoreRecord record = run(checkpointer(), OptionalLong.of(txid), ONE);
            assertEquals(txid, record.txid());
            assertHolds(disk, ONE, txid);
            assertEquals(written.digest(txid), record.digest());
        }
    }

    @Test
    void lastSegmentIsCutBehindTheTransactionAskedFor() throws IOException {
        run(checkpointer(), OptionalLong.of(230), ONE);

        Path cut = ONE.resolve("current").resolve(FileNames.finalizedEdits(201, 230));
        try (ByteSource source = disk.open(cut)) {
            SegmentScan scan = SegmentScan.of(source);
            assertEquals(230, scan.highestTxid());
            assertEquals(source.length(), scan.validBytes());
        }
        assertOlderImageLeadsThereToo(ONE, 200, 230);
    }

    @Test
    void transactionOutsideWhatIsRetainedIsRefusedNamingWhatIs() throws IOException {
        for (long txid : new long[] {0, 99, 301, 1000}) {
            RestoreRefusedException e = refused(checkpointer(), OptionalLong.of(txid), ONE);
            assertSays(e, "Transaction " + txid + " cannot be reached", "retained are 100 to 300");
            assertTrue(e.next().contains("--to-txid 300"), e.next());
        }
    }

    @Test
    void gapInTheSourceIsRefusedNamingTheRangesOnBothSides() throws IOException {
        disk.delete(CKPT.resolve("current").resolve(FileNames.finalizedEdits(151, 200)));
        disk.delete(CKPT.resolve("current").resolve(FileNames.finalizedEdits(201, 260)));
        RestoreRefusedException e = refused(checkpointer(), NEWEST, ONE);
        assertSays(e, "Transaction 300 cannot be reached", "retained are 100 to 150, 200");
        run(checkpointer(), OptionalLong.of(200), ONE);
        assertHolds(disk, ONE, 200);
    }

    @Test
    void timeStandsForTheLastOpThatIsNotLater() throws IOException {
        for (long txid : new long[] {120, 210, 277}) {
            long timed = txid;
            while (EditTimes.of(written.edit(timed).op()).isEmpty()) {
                timed--;
            }
            long time = EditTimes.of(written.edit(timed).op()).getAsLong();
            long expected = 0;
            boolean open = false;
            for (long at = 101; at <= 300; at++) {
                OptionalLong of = EditTimes.of(written.edit(at).op());
                open = of.isPresent() ? of.getAsLong() <= time : open;
                expected = open ? at : expected;
            }
            RestorePreview preview =
                    restore(checkpointer(), ONE).preview(Instant.ofEpochMilli(time), ROOT.resolve("scratch"));
            assertEquals(expected, preview.plan().lastTxid(), "time of " + txid);
        }
    }

    @Test
    void timeBeforeEverythingRetainedIsRefusedNamingTheTimes() {
        RestoreRefusedException e = assertThrows(RestoreRefusedException.class, () -> restore(checkpointer(), ONE)
                .preview(Instant.EPOCH, ROOT.resolve("scratch")));
        assertSays(e, "No edit of /disks/ckpt is of 1970-01-01T00:00:00Z or before", "its edits go from 2023-11-14T");
    }

    @Test
    void clockThatWasTurnedBackIsToldOf() throws IOException {
        Path source = ROOT.resolve("clock");
        Written ahead = new Written(disk, SEED, 200);
        ahead.directory(source, Written.INFO);
        ahead.image(source, 100);
        ahead.segment(source, 101, 200);
        long day = 86_400_000L;
        TimeSearch search = new TimeSearch(disk, Instant.ofEpochMilli(1_700_000_000_000L + 3 * day));
        search.read(new SegmentFile(
                source.resolve("current").resolve(FileNames.finalizedEdits(101, 200)), new TxRange(101, 200)));
        assertEquals(200, search.result("clock").txid());

        Path both = ROOT.resolve("both");
        ClockedSegments.write(disk, both, new long[] {10 * day, 12 * day, 12 * day, 10 * day + 60_000, 11 * day});
        search = new TimeSearch(disk, Instant.ofEpochMilli(10 * day + 120_000));
        search.read(new SegmentFile(both.resolve("edits"), new TxRange(1, 5)));
        TimeSearch.Found found = search.result("both");
        assertEquals(4, found.txid());
        assertEquals(OptionalLong.of(4), found.clockTurnedBackAt());
    }

    // ---- damage ----

    @Test
    void damagedNewestImageFallsBackToTheOlderOneLoudly() throws IOException {
        disk.flipBit(CKPT.resolve("current").resolve(FileNames.image(200)), 700, 3);

        RestorePreview preview = restore(checkpointer(), ONE).preview(NEWEST);
        assertEquals(100, preview.plan().image().txid());
        assertEquals(300, preview.plan().lastTxid());
        assertTrue(
                preview.notes().get(0).startsWith("DAMAGED IMAGE: "),
                preview.notes().toString());

        run(checkpointer(), NEWEST, ONE);
        assertHolds(disk, ONE, 300);
        assertOlderImageLeadsThereToo(ONE, 100, 300);
        assertTrue(notes.stream().anyMatch(note -> note.contains("fsimage_0000000000000000200")), notes.toString());
    }

    @Test
    void imageThatIsDamagedOnTheWayFallsBackToo() throws IOException {
        RestoreSource far = new FarSource(checkpointer(), 200);
        run(far, NEWEST, ONE);
        assertHolds(disk, ONE, 300);
        assertTrue(notes.get(0).startsWith("DAMAGED IMAGE: "), notes.toString());
    }

    @Test
    void damagedImageWithoutAnOlderOneIsRefused() throws IOException {
        disk.delete(CKPT.resolve("current").resolve(FileNames.image(100)));
        disk.flipBit(CKPT.resolve("current").resolve(FileNames.image(200)), 700, 3);

        RestoreRefusedException e = refused(checkpointer(), NEWEST, ONE);
        assertSays(e, "The image of transaction 200 is damaged", "expected MD5");
        assertHolds342(ONE);
    }

    @Test
    void imageOfAnotherDigestThanRecordedIsNotTaken() throws IOException {
        DigestSidecar.write(disk, CKPT.resolve("current").resolve(FileNames.image(200)), NamespaceDigest.EMPTY);

        run(checkpointer(), NEWEST, ONE);

        assertHolds(disk, ONE, 300);
        assertOlderImageLeadsThereToo(ONE, 100, 300);
        assertTrue(notes.toString().contains("another namespace than was recorded"), notes.toString());
    }

    @Test
    void damagedSegmentIsRefusedNamingHowFarOneCanGo() throws IOException {
        disk.flipBit(CKPT.resolve("current").resolve(FileNames.finalizedEdits(261, 300)), 200, 3);

        RestoreRefusedException e = refused(checkpointer(), NEWEST, ONE);
        assertSays(e, "damaged", FileNames.finalizedEdits(261, 300));
        assertTrue(e.next().contains("--to-txid 260"), e.next());
        assertHolds342(ONE);
        run(checkpointer(), OptionalLong.of(260), ONE);
        assertHolds(disk, ONE, 260);
    }

    @Test
    void damagedSegmentIsTakenFromAnotherDirectoryOfTheSource() throws IOException {
        Path other = ROOT.resolve("other");
        written.directory(other, Written.INFO);
        written.segment(other, 261, 300);
        disk.flipBit(CKPT.resolve("current").resolve(FileNames.finalizedEdits(261, 300)), 200, 3);

        run(new DirectorySource(disk, List.of(CKPT, other)), NEWEST, ONE);
        assertHolds(disk, ONE, 300);
    }

    /** Puts the image of another transaction, or of another history, in the place of that of {@code txid}. */
    private void exchangeImage(long txid, Path other, long otherTxid) throws IOException {
        Path from = other.resolve("current").resolve(FileNames.image(otherTxid));
        byte[] bytes = disk.bytes(from);
        Path to = CKPT.resolve("current").resolve(FileNames.image(txid));
        PendingFile.replace(disk, to, bytes);
        Md5Sidecar.write(disk, to, Md5Sidecar.read(disk, from).orElseThrow());
        disk.delete(DigestSidecar.path(to));
        disk.forceDirectory(CKPT.resolve("current"));
    }

    @Test
    void imageOfAnotherTransactionThanItsNameIsNotTaken() throws IOException {
        exchangeImage(200, CKPT, 100);

        RestorePreview preview = restore(checkpointer(), ONE).preview(NEWEST);
        assertEquals(100, preview.plan().image().txid());
        assertTrue(
                preview.notes().get(0).contains("after transaction 100, not after 200"),
                preview.notes().toString());
        run(new FarSource(checkpointer(), -1), NEWEST, ONE);
        assertHolds(disk, ONE, 300);
    }

    @Test
    void imageOfAnotherNamespaceThanVersionSaysIsNotTaken() throws IOException {
        StorageInfo other =
                new StorageInfo(LayoutVersion.CURRENT, 99, "CID-other", Written.INFO.cTime(), "BP-9-127.0.0.1-9");
        VersionFile.write(disk, CKPT.resolve("current/VERSION"), other, CLOCK.instant());
        RestoreRefusedException e = refused(checkpointer(), NEWEST, ROOT.resolve("fresh"));
        assertSays(e, "belongs to another namespace: expected namespaceID 99, found " + Written.INFO.namespaceId());
    }

    @Test
    void imageThatEditsDoNotFitGivesWayToAnOlderOne() throws IOException {
        Path other = ROOT.resolve("other");
        Written history = new Written(disk, SEED + 1, 400);
        history.directory(other, Written.INFO);
        history.image(other, 200);
        exchangeImage(200, other, 200);

        run(checkpointer(), NEWEST, ONE);
        assertHolds(disk, ONE, 300);
        assertTrue(notes.toString().contains("do not fit it"), notes.toString());

        disk.delete(CKPT.resolve("current").resolve(FileNames.image(100)));
        assertSays(refused(checkpointer(), NEWEST, TWO), "The image of transaction 200 is damaged", "do not fit it");
        assertHolds342(TWO);
    }

    @Test
    void segmentThatIsDamagedOnTheWayIsRefusedNamingHowFarOneCanGo() throws IOException {
        RestoreSource far = new FarSource(checkpointer(), -1) {
            @Override
            public void segment(SourceSegment segment, ByteSink sink) throws IOException {
                super.segment(segment, segment.firstTxid() == 261 ? new FlippingSink(sink, 200) : sink);
            }
        };
        RestoreRefusedException e = refused(far, NEWEST, ONE);
        assertSays(e, "Edits of /disks/ckpt are damaged");
        assertTrue(e.next().contains("--to-txid 260"), e.next());
    }

    private Path clocked(long[] times) throws IOException {
        Path source = ROOT.resolve("clocked");
        written.directory(source, Written.INFO);
        Path current = source.resolve("current");
        ClockedSegments.write(disk, current, times);
        disk.rename(current.resolve("edits"), current.resolve(FileNames.finalizedEdits(1, times.length)));
        disk.forceDirectory(current);
        written.image(source, 0);
        return source;
    }

    @Test
    void damageBehindTheTimeWantedDoesNotRefuseIt() throws IOException {
        Path source = clocked(new long[] {1000, 2000, 3000, 4000});
        Path segment = source.resolve("current").resolve(FileNames.finalizedEdits(1, 4));
        disk.flipBit(segment, disk.length(segment) - 10, 2);

        Restore restore = restore(new DirectorySource(disk, List.of(source)), ROOT.resolve("fresh"));
        RestorePreview preview = restore.preview(Instant.ofEpochMilli(2500), ROOT.resolve("scratch"));
        assertEquals(2, preview.plan().lastTxid());
        assertTrue(preview.notes().get(0).startsWith("DAMAGED EDITS behind the time given"), "" + preview.notes());

        RestoreRefusedException e = assertThrows(
                RestoreRefusedException.class,
                () -> restore.preview(Instant.ofEpochMilli(3500), ROOT.resolve("scratch")));
        assertSays(e, "Edits of /disks/clocked are damaged");
    }

    private void assertHolds342(Path root) {
        assertTrue(disk.exists(root.resolve("current").resolve(FileNames.inProgressEdits(301))), "old state in place");
    }

    // ---- refusals ----

    @Test
    void runningPrimaryIsNotReplaced() throws IOException {
        DirLock primary = DirLock.take(disk, TWO, "4711@here");
        InconsistentStorageException e =
                assertThrows(InconsistentStorageException.class, () -> run(checkpointer(), NEWEST, ONE, TWO));
        assertSays(e, "/disks/two is in use by 4711@here");
        assertHolds342(ONE);
        assertFalse(disk.exists(ONE.resolve(Switchover.RESTORING)));
        primary.close();
        run(checkpointer(), NEWEST, ONE, TWO);
    }

    @Test
    void twoRestoresAtOnceAreRefusedByTheLock() throws IOException {
        RestoreSource source = checkpointer();
        List<InconsistentStorageException> second = new ArrayList<>();
        RestoreSource reentrant = new FarSource(source, -1) {
            @Override
            public void segment(SourceSegment segment, ByteSink sink) throws IOException {
                second.add(assertThrows(
                        InconsistentStorageException.class, () -> RestoreTest.this.run(checkpointer(), NEWEST, ONE)));
                super.segment(segment, sink);
            }
        };
        run(reentrant, NEWEST, ONE);
        assertEquals(2, second.size());
        assertSays(second.get(0), "is in use by me@here");
        assertHolds(disk, ONE, 300);
    }

    @Test
    void directoryThatIsNoNameDirectoryIsNotReplaced() throws IOException {
        Path home = ROOT.resolve("home");
        disk.createDirectories(home);
        PendingFile.replace(disk, home.resolve("thesis.tex"), new byte[10]);
        RestoreRefusedException e = refused(checkpointer(), NEWEST, home);
        assertSays(e, "/disks/home is neither empty nor part of a name directory", "thesis.tex");
        assertEquals(List.of("thesis.tex"), disk.list(home));

        disk.createDirectories(home.resolve("current"));
        PendingFile.replace(disk, home.resolve("current/photo.jpg"), new byte[10]);
        assertSays(refused(checkpointer(), NEWEST, home), "photo.jpg");
    }

    @Test
    void nameDirectoryWithoutOrWithDamagedVersionIsReplaced() throws IOException {
        disk.delete(ONE.resolve("current/VERSION"));
        PendingFile.replace(disk, TWO.resolve("current/VERSION"), new byte[] {1, 2, 3});
        assertEquals(OptionalLong.of(42), run(checkpointer(), NEWEST, ONE, TWO).lost());
        assertHolds(disk, ONE, 300);
        assertHolds(disk, TWO, 300);
    }

    @Test
    void directoryOfAnotherNamespaceIsNotReplaced() throws IOException {
        Path other = ROOT.resolve("other");
        written.directory(other, new StorageInfo(Written.INFO.layoutVersion(), 1, "CID-other", 5, "BP-2-127.0.0.1-2"));
        assertSays(refused(checkpointer(), NEWEST, other), "belongs to another namespace: namespaceID 1", "CID-other");
    }

    @Test
    void sourceThatIsNoStorageDirectoryIsRefused() throws IOException {
        Path empty = ROOT.resolve("empty");
        disk.createDirectories(empty);
        assertSays(refused(new DirectorySource(disk, List.of(empty)), NEWEST, ONE), "holds no VERSION file");
    }

    @Test
    void sourceWithoutImageIsRefused() throws IOException {
        Path bare = ROOT.resolve("bare");
        written.directory(bare, Written.INFO);
        assertSays(refused(new DirectorySource(disk, List.of(bare)), NEWEST, ONE), "holds no image");
    }

    @Test
    void aSourceInWhichARestoreWasCutShortIsRefused() throws IOException {
        PendingFile.replace(disk, CKPT.resolve(FileNames.RESTORE_DECIDED), new byte[] {1});
        assertSays(refused(checkpointer(), NEWEST, ONE), "neither the old state nor the new one");
    }

    @Test
    void diskWithoutRoomIsRefusedBeforeAnythingIsWritten() throws IOException {
        Restore restore = restore(checkpointer(), ONE);
        RestorePreview preview = restore.preview(NEWEST);
        disk.limitTo(1000);
        assertSays(assertThrows(RestoreRefusedException.class, () -> restore.run(preview)), "are needed");
        assertFalse(disk.exists(ONE.resolve(Switchover.RESTORING)));
    }

    @Test
    void leftoversOfAnEarlierRestoreDoNotCountAsRoomThatIsTaken() throws IOException {
        disk.createDirectories(ONE.resolve(Switchover.RESTORING));
        PendingFile.replace(
                disk, ONE.resolve(Switchover.RESTORING).resolve(FileNames.checkpointImage(200)), new byte[10 << 20]);
        disk.limitTo(Long.MAX_VALUE - disk.usableBytes(ONE) + 1000);
        assertEquals((10 << 20) + 1000, Restore.room(disk, ONE));

        run(checkpointer(), NEWEST, ONE);

        assertHolds(disk, ONE, 300);
        assertEquals(disk.usableBytes(ROOT), Restore.room(disk, ROOT.resolve("not/yet/there")));
    }

    @Test
    void directoryOfWhichOnlyTheStoreIsLeftIsRestored() throws IOException {
        Path left = ROOT.resolve("left");
        disk.createDirectories(left.resolve("rocksdb"));
        PendingFile.replace(disk, left.resolve("rocksdb/000001.sst"), new byte[3]);
        disk.forceDirectory(left);

        run(checkpointer(), NEWEST, left);

        assertHolds(disk, left, 300);
        assertTrue(disk.exists(left.resolve("replaced-20261121T202800Z/rocksdb/000001.sst")));
    }

    @Test
    void layoutThatThisReleaseDoesNotServeIsRefused() throws IOException {
        for (int layout : new int[] {-60, -68}) {
            StorageInfo info = new StorageInfo(
                    new LayoutVersion(layout),
                    Written.INFO.namespaceId(),
                    Written.INFO.clusterId(),
                    Written.INFO.cTime(),
                    Written.INFO.blockPoolId());
            RestoreSource source = new KnowingSource(checkpointer(), Optional.empty()) {
                @Override
                public SourceCatalog catalog() throws IOException {
                    SourceCatalog catalog = super.catalog();
                    return new SourceCatalog(info, catalog.images(), catalog.segments(), Optional.empty());
                }
            };
            RestoreRefusedException e =
                    assertThrows(RestoreRefusedException.class, () -> restore(source, ROOT.resolve("fresh"))
                            .preview(NEWEST));
            assertSays(e, "layout version " + layout, "-63 to -67");
        }
    }

    // ---- archives ----

    private byte[] archive() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveWriter.plan(
                        disk,
                        Written.INFO,
                        CKPT.resolve("current").resolve(FileNames.image(100)),
                        100,
                        DirInventory.scan(disk, CKPT.resolve("current")).finalized(),
                        CLOCK.instant())
                .write(out, bytes -> {});
        return out.toByteArray();
    }

    private static RestoreSource archive(byte[] bytes) {
        return new ArchiveSource(
                "some.tar.zst", () -> new ByteArrayInputStream(bytes), ArchiveReader.Limits.ofTotal(1 << 24));
    }

    @Test
    void archiveIsRestoredAndCutToo() throws IOException {
        byte[] bytes = archive();
        run(archive(bytes), NEWEST, ONE);
        assertHolds(disk, ONE, 300);
        run(archive(bytes), OptionalLong.of(177), ONE, TWO);
        assertHolds(disk, ONE, 177);
        assertHolds(disk, TWO, 177);
    }

    @Test
    void archiveTakesATimeToo() throws IOException {
        disk.createDirectories(ROOT.resolve("scratch"));
        long time = EditTimes.lastUpTo(
                        disk, DirInventory.scan(disk, CKPT.resolve("current")).finalized(), 250)
                .getAsLong();
        long expected = restore(checkpointer(), ONE)
                .preview(Instant.ofEpochMilli(time), ROOT.resolve("scratch"))
                .plan()
                .lastTxid();
        assertEquals(
                expected,
                restore(archive(archive()), ONE)
                        .preview(Instant.ofEpochMilli(time), ROOT.resolve("scratch"))
                        .plan()
                        .lastTxid());
        assertEquals(List.of(), disk.list(ROOT.resolve("scratch")));
    }

    @Test
    void archiveThatIsCutShortIsRefusedBeforeAnythingIsTouched() throws IOException {
        byte[] bytes = archive();
        for (int length : new int[] {0, 100, bytes.length / 2, bytes.length - 1}) {
            byte[] cut = Arrays.copyOf(bytes, length);
            long before = disk.changingCalls();
            assertThrows(CorruptArchiveException.class, () -> run(archive(cut), NEWEST, ONE));
            assertEquals(before, disk.changingCalls());
        }
    }

    // ---- crashes ----

    /** Every tenth point; the others with the slow tests. */
    @Test
    void killedAtADiskCallTheOldStateOrTheNewOneIsThereAndTheSameCommandCompletes() throws IOException {
        killedAtEvery(10);
    }

    @Test
    @Tag("slow")
    void killedAtAnyDiskCallTheOldStateOrTheNewOneIsThereAndTheSameCommandCompletes() throws IOException {
        killedAtEvery(1);
    }

    private void killedAtEvery(int step) throws IOException {
        FaultyDisk whole = prepared();
        long before = whole.changingCalls();
        runOn(whole);
        long calls = whole.changingCalls() - before;
        assertTrue(calls > 60, "changing disk calls: " + calls);
        int old = 0;
        int renewed = 0;
        for (long call = 1 + SEED % step; call <= calls; call += step) {
            for (int kind = 0; kind < 3; kind++) {
                FaultyDisk first = prepared();
                first.crashAtCall(call);
                assertThrows(IOException.class, () -> runOn(first));
                assertTrue(first.hasCrashed());
                FaultyDisk next = kind == 0
                        ? first.crash()
                        : kind == 1 ? first.crashKeepingAll() : first.crashTorn(new Random(call));
                long reached = startedAs(next, "killed at call " + call + ", kind " + kind);
                old += reached == 342 ? 1 : 0;
                renewed += reached == 300 ? 1 : 0;
                FaultyDisk again = kind == 1 ? copyWithoutStart(call) : next;
                runOn(again);
                assertHolds(again, ONE, 300);
                assertHolds(again, TWO, 300);
                assertFalse(again.exists(ONE.resolve(Switchover.RESTORING)), "leftover after call " + call);
            }
        }
        assertTrue(old > 0 && (renewed > 0 || step > 1), old + " old, " + renewed + " new");
    }

    private FaultyDisk copyWithoutStart(long call) throws IOException {
        FaultyDisk first = prepared();
        first.crashAtCall(call);
        assertThrows(IOException.class, () -> runOn(first));
        return first.crashKeepingAll();
    }

    /** A disk with source and old state, all durable. */
    private FaultyDisk prepared() throws IOException {
        return disk.copy();
    }

    private void runOn(FaultyDisk on) throws IOException {
        Restore restore = restore(
                on,
                new DirectorySource(on, List.of(CKPT)),
                NameDirectories.configured(List.of(ONE, TWO), List.of(ONE, TWO)));
        restore.run(restore.preview(NEWEST));
    }

    /** Starts as a primary does, both directories together; answers what txid it comes to, which must be one of the two. */
    private long startedAs(FaultyDisk on, String when) throws IOException {
        Switchover.finish(on, List.of(ONE, TWO), "primary@here");
        try (NameDirectories directories = NameDirectories.open(
                        on, NameDirectories.configured(List.of(ONE, TWO), List.of(ONE, TWO)), "primary@here");
                HeapStore store = new HeapStore()) {
            DirectorySource all = new DirectorySource(on, List.of(ONE, TWO));
            SourceCatalog catalog = all.catalog();
            long last = catalog.highestTxid();
            assertTrue(last == 300 || last == 342, when + ": " + last);
            assertEquals(List.of(), directories.unformatted(), when);
            for (Path root : List.of(ONE, TWO)) {
                assertEquals(
                        last, new DirectorySource(on, List.of(root)).catalog().highestTxid(), when);
            }
            RestorePlan plan = RestorePlan.of("all", catalog, OptionalLong.of(last));
            new ImageLoader(on)
                    .load(
                            ONE.resolve("current")
                                    .resolve(FileNames.image(plan.image().txid())),
                            store,
                            count -> {});
            List<SegmentFile> segments = new ArrayList<>();
            for (SourceSegment segment : plan.segments()) {
                segments.add(new SegmentFile(all.file(segment).orElseThrow(), segment.range()));
            }
            new EditReplayer(on, new Namespace(store)).replay(segments, last);
            assertEquals("", NamespaceDump.difference(written.dump(last), NamespaceDump.of(store)), when);
            return last;
        }
    }

    @Test
    @Tag("slow")
    void failingDiskCallLeavesTheOldStateOrIsCompletedByTheSameCommand() throws IOException {
        FaultyDisk whole = prepared();
        long before = whole.changingCalls();
        runOn(whole);
        long calls = whole.changingCalls() - before;
        for (long call = 1; call <= calls; call++) {
            FaultyDisk on = prepared();
            on.failChange(call, path -> true);
            try {
                runOn(on);
            } catch (IOException e) {
                startedAs(on, "call " + call + " failed");
            }
            runOn(on);
            assertHolds(on, ONE, 300);
            assertHolds(on, TWO, 300);
        }
    }

    @Test
    void failureAfterTheDecisionSaysThatItIsDecidedAndWhoCompletesIt() throws IOException {
        disk.failCall(FaultyDisk.Call.RENAME, 1, path -> path.equals(TWO.resolve("current")), false);

        RestoreUnfinishedException e =
                assertThrows(RestoreUnfinishedException.class, () -> run(checkpointer(), NEWEST, ONE, TWO));

        assertSays(e, "The restore of [/disks/one, /disks/two] is decided", "Injected fault");
        assertTrue(e.next().contains("replaced-20261121T202800Z"), e.next());
        assertTrue(Switchover.isDecided(disk, List.of(TWO, ONE)));
        assertEquals(List.of(ONE, TWO), Switchover.finish(disk, List.of(ONE, TWO), "primary@here"));
        assertHolds(disk, ONE, 300);
        assertHolds(disk, TWO, 300);
    }

    @Test
    void failureBeforeTheDecisionIsNotTakenForOneAfterIt() throws IOException {
        disk.failCall(FaultyDisk.Call.CREATE, 1, path -> path.toString().contains("restore.decided"), false);

        assertThrows(FaultyDisk.Injected.class, () -> run(checkpointer(), NEWEST, ONE, TWO));

        assertFalse(Switchover.isDecided(disk, List.of(ONE, TWO)));
        assertEquals(List.of(), Switchover.finish(disk, List.of(ONE, TWO), "primary@here"));
        assertHolds342(ONE);
    }

    @Test
    void lockThatCannotBeRemovedDoesNotUndoWhatIsDone() throws IOException {
        disk.failCall(FaultyDisk.Call.UNLOCK, 1, path -> true, false);

        assertEquals(300, run(checkpointer(), NEWEST, ONE, TWO).txid());

        assertTrue(notes.toString().contains("A lock could not be removed"), notes.toString());
        DirLock.take(disk, TWO, "primary@here").close();
    }

    /** Leaves a restore of {@code roots} decided, and nothing of it in place. */
    private void cutShort(Path... roots) {
        disk.failCall(
                FaultyDisk.Call.CREATE_DIRECTORIES, 1, path -> path.toString().contains("replaced-"), false);
        assertThrows(RestoreUnfinishedException.class, () -> run(checkpointer(), NEWEST, roots));
    }

    @Test
    void completingAnEarlierRestoreOfOneDirectoryIsNotTakenForThatOfAll() throws IOException {
        cutShort(ONE);

        RestoreRecord record = run(checkpointer(), NEWEST, ONE, TWO);

        assertHolds(disk, ONE, 300);
        assertHolds(disk, TWO, 300);
        assertEquals(Optional.of(record), RestoreRecord.read(disk, TWO.resolve("current")));
        assertEquals(Optional.of(record), RestoreRecord.read(disk, ONE.resolve("current")));
    }

    @Test
    void everyRestoreThatWasCutShortIsCompletedByOneStart() throws IOException {
        cutShort(ONE);
        cutShort(TWO);

        assertEquals(List.of(ONE, TWO), Switchover.finish(disk, List.of(ONE, TWO), "primary@here"));

        assertHolds(disk, ONE, 300);
        assertHolds(disk, TWO, 300);
    }

    @Test
    void runningRestoreIsNotFinishedByAStartingPrimary() throws IOException {
        RestoreSource starting = new FarSource(checkpointer(), -1) {
            @Override
            public void segment(SourceSegment segment, ByteSink sink) throws IOException {
                assertThrows(
                        InconsistentStorageException.class,
                        () -> NameDirectories.open(
                                disk, NameDirectories.configured(List.of(ONE), List.of(ONE)), "primary@here"));
                super.segment(segment, sink);
            }
        };
        run(starting, NEWEST, ONE);
    }

    private static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }

    /** A source that also knows how far the primary was. */
    private static class KnowingSource implements RestoreSource {
        private final RestoreSource source;
        private final Optional<LastSeen> lastSeen;

        KnowingSource(RestoreSource source, LastSeen lastSeen) {
            this(source, Optional.of(lastSeen));
        }

        KnowingSource(RestoreSource source, Optional<LastSeen> lastSeen) {
            this.source = source;
            this.lastSeen = lastSeen;
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public SourceCatalog catalog() throws IOException {
            SourceCatalog catalog = source.catalog();
            return new SourceCatalog(catalog.storageInfo(), catalog.images(), catalog.segments(), lastSeen);
        }

        @Override
        public byte[] image(SourceImage image, ByteSink sink) throws IOException {
            return source.image(image, sink);
        }

        @Override
        public void segment(SourceSegment segment, ByteSink sink) throws IOException {
            source.segment(segment, sink);
        }

        @Override
        public void check(SourceSegment segment, long lastTxid) throws IOException {
            source.check(segment, lastTxid);
        }

        @Override
        public Optional<Path> file(SourceSegment segment) throws IOException {
            return source.file(segment);
        }

        @Override
        public boolean isLocal() {
            return source.isLocal();
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }

    /** A source that is only looked at when it is copied, and that damages one image on the way. */
    private static class FarSource extends KnowingSource {
        private final long damagedImage;

        FarSource(RestoreSource source, long damagedImage) {
            super(source, Optional.empty());
            this.damagedImage = damagedImage;
        }

        @Override
        public byte[] image(SourceImage image, ByteSink sink) throws IOException {
            byte[] md5 = super.image(image, sink);
            if (image.txid() == damagedImage) {
                sink.write(new byte[1], 0, 1);
            }
            return md5;
        }

        @Override
        public boolean isLocal() {
            return false;
        }
    }

    /** Inverts a bit of the byte at one position. */
    private static final class FlippingSink implements ByteSink {
        private final ByteSink sink;
        private final long at;
        private long position;

        FlippingSink(ByteSink sink, long at) {
            this.sink = sink;
            this.at = at;
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            byte[] bytes = Arrays.copyOfRange(source, offset, offset + count);
            if (at >= position && at < position + count) {
                bytes[(int) (at - position)] ^= 4;
            }
            sink.write(bytes, 0, count);
            position += count;
        }

        @Override
        public long position() {
            return position;
        }
    }
}
