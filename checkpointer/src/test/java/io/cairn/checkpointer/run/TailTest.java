package io.cairn.checkpointer.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.checkpointer.fetch.ImageFetch;
import io.cairn.checkpointer.fetch.OpenSegmentFetch;
import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.checkpointer.fetch.SegmentFetch;
import io.cairn.checkpointer.merge.Merge;
import io.cairn.checkpointer.merge.MergeSettings;
import io.cairn.checkpointer.retention.CheckpointRetention;
import io.cairn.checkpointer.upload.Upload;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.RetentionRule;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.EditReplayer;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.RecoveryPlan;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.testkit.NamespaceDump;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.TransferClient;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Following the primary between checkpoints: what is held, what is warm, and what a crash or another history leaves. */
class TailTest {
    private static final Path ROOT = Path.of("/disks");
    private static final Path ONE = ROOT.resolve("one");
    private static final Path TWO = ROOT.resolve("two");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));
    private static final int ROOMY = 1 << 20;

    private FakePrimary primary;
    private FaultyDisk disk;

    @BeforeEach
    void start() throws IOException {
        primary = new FakePrimary(20261121);
        disk = new FaultyDisk(ROOT);
    }

    @AfterEach
    void stop() {
        primary.close();
    }

    /** A checkpointer without its clock. */
    private static final class Side implements Closeable {
        final CheckpointDirectories directories;
        final HeldImages images;
        final Merge merge;
        final PrimaryClient client;
        final FollowedHistory history;
        final CheckpointRun run;
        final Tail tail;
        Runnable duringMerge = () -> {};

        Side(Disk disk, FakePrimary primary, long overlayBytes) throws IOException {
            this(disk, primary, overlayBytes, false);
        }

        Side(Disk disk, FakePrimary primary, long overlayBytes, boolean inProgress) throws IOException {
            directories = CheckpointDirectories.open(disk, List.of(ONE, TWO), List.of(ONE, TWO), "1@test", CLOCK);
            images = new HeldImages(disk, directories.held());
            TransferClient http = new TransferClient(primary.address(), Duration.ofSeconds(20), 0);
            client = new PrimaryClient(http);
            SegmentFetch segments = new SegmentFetch(disk, client, directories::forEdits, CLOCK);
            merge = new Merge(
                    disk, new MergeSettings(1 << 20, overlayBytes, ImageCompression.NONE, 1, 0, System::nanoTime));
            history = new FollowedHistory(disk, directories, images, client, new AtomicReference<>());
            run = new CheckpointRun(
                    directories,
                    client,
                    history,
                    new ImageFetch(disk, client),
                    segments,
                    merge,
                    new Upload(disk, http),
                    new CheckpointRetention(disk, new RetentionRule(2, 0, 10), directories.leases()),
                    CLOCK,
                    System::nanoTime,
                    phase -> {
                        if (phase == Phase.REPLAY) {
                            duringMerge.run();
                        }
                    });
            OpenSegmentFetch open =
                    new OpenSegmentFetch(disk, client, segments, directories::forEdits, directories.held(), CLOCK);
            tail = new Tail(
                    disk,
                    directories,
                    images,
                    client,
                    history,
                    segments,
                    open,
                    inProgress,
                    merge,
                    CLOCK,
                    System::nanoTime);
        }

        @Override
        public void close() throws IOException {
            merge.close();
            directories.close();
        }
    }

    @Test
    void whatChangedIsHeldAfterOneTurnAndThePrimaryRollsOnlyForChanges() throws IOException {
        try (Side side = new Side(disk, primary, ROOMY)) {
            side.tail.fetch();
            assertEquals(List.of(), primary.calls, "there is no image to go on from yet");
            primary.change(10);
            side.run.run("test");
            primary.calls.clear();
            side.tail.fetch();
            assertEquals(List.of("GET /checkpoint/status"), primary.calls);
            primary.change(30);
            side.tail.fetch();
            // 12 in the image, start, 30 changes, end; the segment opened by the roll has its start alone.
            assertEquals(12 + 32, side.images.heldTxid());
            assertEquals(primary.lastTxid() - 1, side.tail.state().heldTxid());
            for (Path root : List.of(ONE, TWO)) {
                assertTrue(disk.exists(root.resolve("current").resolve(FileNames.finalizedEdits(13, 44))));
            }
            primary.calls.clear();
            side.tail.fetch();
            assertFalse(primary.calls.contains("POST /checkpoint/roll"), primary.calls.toString());
            assertFalse(primary.calls.contains("GET /imagetransfer"), primary.calls.toString());
        }
    }

    @Test
    void aCheckpointGoesOnFromWhatIsWarm() throws IOException {
        try (Side side = new Side(disk, primary, ROOMY)) {
            primary.change(50);
            side.run.run("test");
            for (int i = 0; i < 3; i++) {
                primary.change(40);
                side.tail.fetch();
                side.tail.warm();
                assertEquals(side.tail.state().heldTxid(), side.tail.state().warmTxid());
            }
            primary.change(5);
            CheckpointReport report = side.run.run("test");
            assertEquals(3 * 42 + 7, report.transactions());
            assertEquals(Duration.ZERO, report.phases().get(Phase.INDEX));
            assertDelivered();
            side.tail.warm();
            assertEquals(report.txid(), side.tail.state().warmTxid(), "the new image is the next base");
            primary.change(5);
            side.run.run("test");
            assertDelivered();
        }
    }

    @Test
    void changesBeyondTheBoundOfMemoryWaitForTheCheckpoint() throws IOException {
        try (Side side = new Side(disk, primary, 100_000)) {
            primary.change(10);
            side.run.run("test");
            for (int i = 0; i < 4; i++) {
                primary.change(1500);
                side.tail.fetch();
                side.tail.warm();
            }
            TailState state = side.tail.state();
            assertTrue(state.warmTxid() < state.heldTxid(), state.toString());
            assertTrue(state.warmBytes() > 100_000 && state.warmBytes() < 2_000_000, state.toString());
            side.run.run("test");
            assertDelivered();
        }
    }

    @Test
    void aHistoryThatARestoreTookThePrimaryBackFromIsSetAsideAndNotMerged() throws IOException {
        try (Side side = new Side(disk, primary, ROOMY)) {
            side.run.run("test");
            primary.change(20);
            side.tail.fetch();
            side.tail.warm();
            assertEquals(24, side.tail.state().warmTxid());
        }
        try (FakePrimary other = new FakePrimary(5)) {
            other.roll();
            other.change(10);
            other.restored(1, 2);
            try (Side side = new Side(disk, other, ROOMY)) {
                side.tail.fetch();
                assertEquals(14, side.images.heldTxid());
                assertTrue(disk.exists(ONE.resolve("current").resolve(FileNames.finalizedEdits(3, 24) + ".stale")));
                side.tail.warm();
                other.change(10);
                side.run.run("test");
                assertEquals("", NamespaceDump.difference(other.dump(), delivered(other)));
            }
        }
    }

    @Test
    void imagesBeyondARestoreAreSetAsideByTheTailAndByTheCheckpoint() throws IOException {
        for (boolean tailFirst : List.of(true, false)) {
            FaultyDisk own = new FaultyDisk(ROOT);
            try (FakePrimary before = new FakePrimary(7);
                    FakePrimary after = new FakePrimary(7);
                    Side side = new Side(own, before, ROOMY)) {
                before.change(40);
                side.run.run("test");
                before.change(5);
                side.tail.fetch();
                Path image = ONE.resolve("current").resolve(FileNames.image(42));
                assertTrue(own.exists(image));
                after.change(3);
                after.restored(1, 1);
                before.become(after);
                if (tailFirst) {
                    side.tail.fetch();
                    assertNull(side.tail.state().failure());
                    assertEquals(5, side.images.heldTxid(), "from the image of txid 0, by the primary's edits");
                }
                side.run.run("test");
                assertTrue(own.exists(image.resolveSibling(image.getFileName() + ".corrupt")));
                assertEquals(before.lastTxid() - 1, side.images.heldTxid());
                assertEquals("", NamespaceDump.difference(before.dump(), delivered(before)));
            }
        }
    }

    @Test
    void anAbandonedImageThatTheRestoredPrimaryHasOvertakenIsSetAsideToo() throws IOException {
        try (FakePrimary before = new FakePrimary(7);
                FakePrimary after = new FakePrimary(7);
                Side side = new Side(disk, before, ROOMY)) {
            before.change(40);
            side.run.run("test"); // the image of txid 42
            after.change(20);
            after.roll();
            after.change(30);
            after.mkdir("/after-the-restore");
            after.restored(1, 22);
            before.become(after);
            assertTrue(before.lastTxid() > 42);
            side.tail.fetch();
            assertNull(side.tail.state().failure());
            assertFalse(disk.exists(ONE.resolve("current").resolve(FileNames.image(42))));
            assertTrue(disk.exists(ONE.resolve("current").resolve(FileNames.image(42) + ".corrupt")));
            assertEquals(before.lastTxid() - 1, side.images.heldTxid(), "from the image of txid 0");
            side.run.run("test");
            assertEquals("", NamespaceDump.difference(after.dump(), delivered(before)));
        }
    }

    @Test
    void behindAPrimaryOfAnOldCopyNothingIsSetAsideAndTheConflictStaysThoughItIsOvertaken() throws IOException {
        try (FakePrimary now = new FakePrimary(7);
                FakePrimary old = new FakePrimary(7);
                FakePrimary again = new FakePrimary(7);
                Side side = new Side(disk, now, ROOMY)) {
            now.change(40);
            side.run.run("test"); // the image of txid 42
            now.change(5);
            side.tail.fetch(); // 43-49
            List<String> held = disk.list(ONE.resolve("current"));
            old.change(20);
            again.become(now);
            now.become(old);
            for (int i = 0; i < 2; i++) {
                side.tail.fetch();
                assertThrows(HistoryConflictException.class, () -> side.run.run("test"));
                String conflict = side.history.conflict().orElseThrow();
                assertTrue(conflict.contains("ends at txid 21") && conflict.contains("up to 49"), conflict);
            }
            now.change(60);
            side.tail.fetch();
            assertThrows(HistoryConflictException.class, () -> side.run.run("test"));
            assertTrue(side.history.conflict().isPresent());
            assertEquals(49, side.images.heldTxid());
            assertEquals(held, disk.list(ONE.resolve("current")));

            again.change(3);
            now.become(again); // the right directories were put back
            side.tail.fetch();
            assertNull(side.tail.state().failure());
            assertTrue(side.history.conflict().isEmpty());
            assertEquals(now.lastTxid() - 1, side.images.heldTxid());
            side.run.run("test");
            assertEquals("", NamespaceDump.difference(again.dump(), delivered(now)));
        }
    }

    @Test
    void whatCameSinceThePrimaryWasAskedIsNoConflict() throws IOException {
        try (Side side = new Side(disk, primary, ROOMY)) {
            primary.change(10);
            side.run.run("test");
            PrimaryStatus asked = side.client.status();
            primary.change(10);
            side.tail.fetch();
            assertTrue(side.images.heldTxid() > asked.lastWrittenTxid());
            side.run.follow(asked);
            assertTrue(side.history.conflict().isEmpty());
        }
    }

    @Test
    void whatAnOperatorAbandonsIsSetAsideAndTailingGoesOn() throws IOException {
        try (FakePrimary now = new FakePrimary(7);
                FakePrimary old = new FakePrimary(7);
                Side side = new Side(disk, now, ROOMY)) {
            now.change(20);
            side.run.run("test"); // the image of txid 22
            now.change(40);
            side.tail.fetch();
            old.change(20);
            old.roll();
            old.mkdir("/meant");
            now.become(old);
            side.tail.fetch();
            assertTrue(side.history.conflict().isPresent());
            assertEquals(
                    List.of(),
                    side.history.abandon(64, "nothing is held beyond").files());
            assertEquals(2, side.history.preview(22).files().size(), "one segment in two directories");
            assertEquals(22, side.history.abandon(22, "the old copy is meant").heldTxid());
            assertTrue(disk.exists(ONE.resolve("current").resolve(FileNames.finalizedEdits(23, 64) + ".stale")));
            side.tail.fetch();
            assertNull(side.tail.state().failure());
            assertEquals(now.lastTxid() - 1, side.images.heldTxid());
            side.run.run("test");
            assertEquals("", NamespaceDump.difference(old.dump(), delivered(now)));
        }
    }

    @Test
    void aRestoreIsFollowedOnceAndAnEarlierOneIsNone() throws IOException {
        try (Side side = new Side(disk, primary, ROOMY)) {
            primary.change(10);
            primary.restored(2, 5);
            side.run.run("test");
            assertEquals(12, side.images.heldTxid(), "met for the first time, and not behind");
        }
        try (Side side = new Side(disk, primary, ROOMY)) {
            primary.change(10);
            side.tail.fetch();
            assertEquals(24, side.images.heldTxid(), "over a restart too");
            primary.restored(1, 5); // directories of before the last restore
            side.tail.fetch();
            assertEquals(24, side.images.heldTxid());
            primary.restored(3, 12);
            side.tail.fetch();
            assertEquals(24, side.images.heldTxid(), "fetched again");
            assertTrue(disk.exists(ONE.resolve("current").resolve(FileNames.finalizedEdits(13, 24) + ".stale")));
        }
    }

    @Test
    void whatIsMadeWhileThePrimaryIsRestoredIsNotDelivered() throws IOException {
        try (Side side = new Side(disk, primary, ROOMY)) {
            primary.change(10);
            side.run.run("test");
            primary.change(10);
            side.duringMerge = () -> {
                try {
                    side.history.abandon(12, "taken back meanwhile");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            IOException refused = assertThrows(IOException.class, () -> side.run.run("test"));
            assertTrue(refused.getMessage().contains("was abandoned"), refused.getMessage());
            assertEquals(12, side.images.newest().orElseThrow().txid());
            assertEquals(12, primary.images.lastKey());
        }
    }

    @Test
    void afterAMergeThatIsNotThePrimarysNamespaceTheNextBeginsWithThePrimarysImage() throws IOException {
        try (FakePrimary other = new FakePrimary(5);
                Side side = new Side(disk, primary, ROOMY)) {
            primary.change(8);
            side.run.run("test"); // txid 10
            other.change(8);
            other.roll(); // the same boundary in another history, with the image of txid 0
            other.change(8);
            primary.become(other);
            assertThrows(IOException.class, () -> side.run.run("test"), "its edits do not fit, or the digest does not");
            side.run.run("test");
            assertEquals("", NamespaceDump.difference(other.dump(), delivered(primary)));
        }
    }

    @Test
    void whatIsWarmFromAnotherHistoryIsNoBase() throws IOException {
        try (FakePrimary other = new FakePrimary(5);
                Side side = new Side(disk, primary, ROOMY)) {
            side.run.run("test");
            primary.change(20);
            side.tail.fetch();
            side.tail.warm();
            // The same process now finds another history at the same address, and the checkpoint comes before the tail.
            other.roll();
            other.change(30);
            other.restored(1, 2);
            primary.become(other);
            side.run.run("test");
            assertEquals("", NamespaceDump.difference(other.dump(), delivered(primary)));
        }
    }

    @Test
    void aDamagedTransferIsRefusedAndFetchedAgain() throws IOException {
        try (Side side = new Side(disk, primary, ROOMY)) {
            primary.change(10);
            side.run.run("test");
            primary.change(10);
            primary.damage = bytes -> Arrays.copyOf(bytes, bytes.length - 1);
            side.tail.fetch();
            assertNotNull(side.tail.state().failure());
            assertEquals(12, side.images.heldTxid());
            primary.damage = UnaryOperator.identity();
            side.tail.fetch();
            assertNull(side.tail.state().failure());
            assertEquals(24, side.images.heldTxid());
        }
    }

    @Test
    void inTheSegmentBeingWrittenTooWhatIsDurableIsHeldAndItsPiecesGoWhenItIsFinalised() throws IOException {
        try (Side side = new Side(disk, primary, ROOMY, true)) {
            primary.change(10);
            side.run.run("test");
            side.tail.fetch();
            assertEquals(12, side.images.heldTxid(), "a segment that was just begun is no change");
            primary.calls.clear();
            for (int i = 1; i <= 3; i++) {
                primary.change(10);
                side.tail.fetch();
                assertNull(side.tail.state().failure());
                assertEquals(primary.lastTxid(), side.images.heldTxid());
            }
            assertFalse(primary.calls.contains("POST /checkpoint/roll"), primary.calls.toString());
            assertTrue(disk.exists(TWO.resolve("current").resolve(FileNames.finalizedEdits(24, 33))));
            restored(primary.lastTxid());
            primary.roll();
            primary.change(5);
            side.tail.fetch();
            assertEquals(primary.lastTxid(), side.images.heldTxid());
            assertFalse(disk.exists(TWO.resolve("current").resolve(FileNames.finalizedEdits(24, 33))));
            assertTrue(disk.exists(TWO.resolve("current").resolve(FileNames.finalizedEdits(13, 44))));
            side.tail.warm();
            side.run.run("test");
            assertDelivered();
            side.tail.fetch();
            assertNull(side.tail.state().failure());
        }
    }

    @Test
    void aRollBetweenTheStatusAndTheOpenSegmentLeavesThePiecesThere() throws IOException {
        try (Side side = new Side(disk, primary, ROOMY, true)) {
            primary.change(10);
            side.run.run("test");
            primary.change(30);
            side.tail.fetch();
            assertEquals(43, side.images.heldTxid());
            primary.beforeOpen = primary::roll;
            side.tail.fetch();
            assertNull(side.tail.state().failure());
            assertTrue(side.history.conflict().isEmpty());
            assertEquals(43, side.images.heldTxid());
            primary.beforeOpen = () -> {};
            side.tail.fetch();
            assertEquals(44, side.images.heldTxid());
            assertEquals(
                    List.of(),
                    disk.list(ONE.resolve("current")).stream()
                            .filter(name -> name.contains(".stale"))
                            .toList());
        }
    }

    /** The namespace that a start from our directory brings back is the primary's at that txid. */
    private void restored(long txid) throws IOException {
        RecoveryPlan plan = RecoveryPlan.of(
                List.of(new RecoveryPlan.Source(DirInventory.scan(disk, ONE.resolve("current")), txid)));
        assertEquals(txid, plan.lastTxid());
        try (HeapStore store = new HeapStore()) {
            new ImageLoader(disk).load(plan.images().get(0).path(), store, count -> {});
            new EditReplayer(disk, new Namespace(store)).replay(plan.segments(), txid);
            assertEquals("", NamespaceDump.difference(primary.dump(), NamespaceDump.of(store)));
        }
    }

    @Test
    void piecesOfAnotherHistoryAreSetAsideAndThePrimarysAreFetched() throws IOException {
        try (FakePrimary other = new FakePrimary(5);
                Side side = new Side(disk, primary, ROOMY, true)) {
            side.run.run("test");
            primary.change(20);
            side.tail.fetch();
            assertEquals(23, side.images.heldTxid());
            other.roll();
            other.change(40);
            other.restored(1, 2);
            primary.become(other);
            side.tail.fetch();
            assertNull(side.tail.state().failure());
            assertEquals(43, side.images.heldTxid());
            assertTrue(disk.exists(ONE.resolve("current").resolve(FileNames.finalizedEdits(3, 23) + ".stale")));
            restored(43);
        }
    }

    @Test
    void killedAtAnyDiskCallOfTailingTheSegmentBeingWrittenTheNextTurnGoesOn() throws IOException {
        boolean crashed = true;
        long call = 0;
        while (crashed) {
            call++;
            primary.close();
            primary = new FakePrimary(7);
            FaultyDisk first = prepared(primary);
            first.crashAtCall(call);
            try (Side side = new Side(first, primary, ROOMY, true)) {
                primary.change(8);
                side.tail.fetch();
                primary.change(8);
                side.tail.fetch();
                primary.roll();
                side.tail.fetch();
            } catch (IOException e) {
                assertTrue(first.hasCrashed(), () -> "call did not crash, but: " + e);
            }
            crashed = first.hasCrashed();
            disk = call % 2 == 0 ? first.crash() : first.crashKeepingAll();
            try (Side side = new Side(disk, primary, ROOMY, true)) {
                primary.change(5);
                side.tail.fetch();
                assertNull(side.tail.state().failure(), "killed at call " + call);
                assertEquals(primary.lastTxid(), side.images.heldTxid(), "killed at call " + call);
                restored(primary.lastTxid());
                side.run.run("test");
                assertDelivered();
                assertEquals(List.of(), leftovers(disk), "killed at call " + call);
            }
        }
        assertTrue(call > 25, "calls: " + call);
    }

    @Test
    void killedAtAnyDiskCallOfTailingWhatIsHeldIsWholeAndTheNextTurnGoesOn() throws IOException {
        FaultyDisk prepared = prepared(new FakePrimary(7));
        long before = prepared.changingCalls();
        tail(prepared, 7);
        long calls = prepared.changingCalls() - before;
        assertTrue(calls >= 10, "changing disk calls: " + calls);
        for (long call = 1; call <= calls; call++) {
            primary.close();
            primary = new FakePrimary(7);
            FaultyDisk first = prepared(primary);
            first.crashAtCall(call);
            try (Side side = new Side(first, primary, ROOMY)) {
                primary.change(20);
                side.tail.fetch();
            } catch (IOException e) {
                assertTrue(first.hasCrashed(), () -> "call did not crash, but: " + e);
            }
            assertTrue(first.hasCrashed(), "calls: " + call);
            FaultyDisk second = call % 2 == 0 ? first.crash() : first.crashKeepingAll();
            try (Side side = new Side(second, primary, ROOMY)) {
                assertHeldIsWhole(second, side.images.heldTxid(), call);
                primary.change(5);
                side.tail.fetch();
                assertNull(side.tail.state().failure(), "killed at call " + call);
                assertEquals(primary.lastTxid() - 1, side.images.heldTxid(), "killed at call " + call);
                side.tail.warm();
                side.run.run("test");
                assertDelivered();
                assertEquals(List.of(), leftovers(second), "killed at call " + call);
            }
        }
    }

    /** A disk with one checkpoint on it. */
    private static FaultyDisk prepared(FakePrimary of) throws IOException {
        FaultyDisk disk = new FaultyDisk(ROOT);
        of.change(10);
        try (Side side = new Side(disk, of, ROOMY)) {
            side.run.run("test");
        }
        return disk;
    }

    private static void tail(FaultyDisk on, long seed) throws IOException {
        try (FakePrimary of = new FakePrimary(seed)) {
            prepared(of);
            try (Side side = new Side(on, of, ROOMY)) {
                of.change(20);
                side.tail.fetch();
            }
        }
    }

    private void assertHeldIsWhole(FaultyDisk on, long heldTxid, long call) throws IOException {
        assertTrue(heldTxid >= 12, "killed at call " + call);
        for (Path root : List.of(ONE, TWO)) {
            Path segment = root.resolve("current").resolve(FileNames.finalizedEdits(13, 34));
            if (on.exists(segment)) {
                assertArrayEquals(primary.segment(13), on.bytes(segment), "killed at call " + call);
            }
        }
    }

    private static List<String> leftovers(Disk on) throws IOException {
        return on.list(ONE.resolve("current")).stream()
                .filter(name -> name.contains("tmp") || name.contains("ckpt"))
                .toList();
    }

    private void assertDelivered() throws IOException {
        assertEquals("", NamespaceDump.difference(primary.dump(), delivered(primary)));
    }

    private static String delivered(FakePrimary by) throws IOException {
        return FakePrimary.dumpOf(by.images.lastEntry().getValue());
    }
}
