package io.cairn.primary.journal;

import static io.cairn.primary.journal.JournalFixture.A;
import static io.cairn.primary.journal.JournalFixture.B;
import static io.cairn.primary.journal.JournalFixture.directories;
import static io.cairn.primary.journal.JournalFixture.disk;
import static io.cairn.primary.journal.JournalFixture.op;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.SegmentScan;
import io.cairn.common.codec.edits.SegmentTail;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.Reaper;
import io.cairn.common.layout.RetentionPlan;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.testkit.FaultyDisk.Call;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditJournalTest {
    private final FaultyDisk disk = disk();
    private final AtomicInteger fatal = new AtomicInteger();

    @Test
    void opensASegmentOfOneStepWithItsFirstEditDurable() throws IOException {
        try (EditJournal journal = JournalFixture.open(disk, directories(A), 41, fatal)) {
            assertEquals(42, journal.durableTxid());
            assertEquals(42, journal.lastWrittenTxid());
            assertEquals(42, journal.segmentFirstTxid());
            FaultyDisk after = disk.crash();
            Path segment = A.resolve("current").resolve(FileNames.inProgressEdits(42));
            assertEquals(4096, after.length(segment), "preallocated");
            try (ByteSource source = after.open(segment)) {
                SegmentScan scan = SegmentScan.of(source);
                assertEquals(42, scan.lastTxid());
                assertEquals(SegmentTail.PADDED, scan.tail());
            }
            assertEquals(42, SeenTxidFile.read(after, A.resolve("current/seen_txid")));
        } catch (JournalFailedException e) {
            assertTrue(disk.hasCrashed(), "close fails on a machine that stopped");
        }
    }

    @Test
    void growsInSteps() throws IOException {
        try (EditJournal journal = JournalFixture.open(disk, directories(A), 0, fatal)) {
            long last = 0;
            for (int i = 0; i < 400; i++) {
                last = journal.append(op(journal.lastWrittenTxid() + 1));
            }
            journal.awaitDurable(last);
            assertEquals(0, disk.length(A.resolve("current").resolve(FileNames.inProgressEdits(1))) % 4096);
        }
        assertEquals(402, JournalFixture.lastTxidOf(disk.crash(), directories(A)));
    }

    @Test
    void rollFinalisesOpensTheNextAndRecordsIt() throws IOException {
        try (EditJournal journal = JournalFixture.open(disk, directories(A, B), 0, fatal)) {
            journal.append(op(2));
            RollResult rolled = journal.roll().join();

            assertEquals(new RollResult(new TxRange(1, 3), 4), rolled);
            assertEquals(4, journal.durableTxid());
            assertEquals(4, journal.segmentFirstTxid());
            for (Path root : List.of(A, B)) {
                Path segment = root.resolve("current").resolve(FileNames.finalizedEdits(1, 3));
                JournalFixture.checkSegment(disk, segment, new TxRange(1, 3));
                assertEquals(8 + 17 + 25 + 17, disk.length(segment), "no padding");
                assertEquals(4, SeenTxidFile.read(disk, root.resolve("current/seen_txid")));
            }
            assertEquals(5, journal.append(op(5)));
            journal.awaitDurable(5);
        }
        assertEquals(6, JournalFixture.lastTxidOf(disk.crash(), directories(A, B)));
        assertEquals(0, fatal.get());
    }

    @Test
    void appendingGoesOnWhileRollsArePending() throws IOException {
        try (EditJournal journal = JournalFixture.open(disk, directories(A), 0, fatal)) {
            List<CompletableFuture<RollResult>> rolls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                journal.append(op(journal.lastWrittenTxid() + 1));
                rolls.add(journal.roll());
                journal.append(op(journal.lastWrittenTxid() + 1));
            }
            long next = 1;
            for (CompletableFuture<RollResult> roll : rolls) {
                assertEquals(next, roll.join().finalized().firstTxid());
                next = roll.join().nextFirstTxid();
            }
        }
        assertEquals(162, JournalFixture.lastTxidOf(disk.crash(), directories(A)));
    }

    @Test
    void everyAcknowledgedEditSurvivesACrashAtAnyCall() throws IOException {
        crashEverywhere(A);
    }

    @Test
    void everyAcknowledgedEditSurvivesACrashAtAnyCallWithTwoDirectories() throws IOException {
        crashEverywhere(A, B);
    }

    private static void crashEverywhere(Path... roots) throws IOException {
        long seed = Long.getLong("cairn.test.seed", 20261121L);
        Random random = new Random(seed);
        boolean complete = false;
        for (int n = 1; !complete; n++) {
            FaultyDisk disk = disk();
            disk.crashAtCall(n);
            JournalFixture.Acknowledged acknowledged = new JournalFixture.Acknowledged();
            JournalFixture.work(disk, directories(roots), 0, acknowledged);
            complete = acknowledged.complete;
            String at = "crash at call " + n + ", seed " + seed;
            checkRestart(disk.crash(), acknowledged, at + ", unforced lost", roots);
            checkRestart(disk.crashKeepingAll(), acknowledged, at + ", unforced kept", roots);
            for (int i = 0; i < 4; i++) {
                checkRestart(disk.crashTorn(random), acknowledged, at + ", unforced torn", roots);
            }
        }
    }

    /** Recovers, with a crash in the middle of it, and works on: nothing acknowledged is missing at any point. */
    private static void checkRestart(
            FaultyDisk disk, JournalFixture.Acknowledged acknowledged, String at, Path... roots) throws IOException {
        try {
            disk.crashAtCall(3);
            new SegmentRecovery(disk, directories(roots), JournalListener.NONE).run();
        } catch (FaultyDisk.Crashed e) {
            // The next recovery has to finish it.
        } catch (IOException e) {
            throw new AssertionError(at, e);
        }
        FaultyDisk next = disk.crash();
        long last = recover(next, at, roots);
        assertTrue(last >= acknowledged.durableTxid, at + ": " + acknowledged.durableTxid + " > " + last);
        for (Path root : roots) {
            assertTrue(SeenTxidFile.read(next, root.resolve("current/seen_txid")) <= Math.max(1, last), at);
        }
        JournalFixture.Acknowledged second = new JournalFixture.Acknowledged();
        JournalFixture.work(next, directories(roots), last, second);
        assertTrue(second.complete, at);
        assertEquals(second.durableTxid, JournalFixture.lastTxidOf(next.crash(), directories(roots)), at);
    }

    private static long recover(FaultyDisk disk, String at, Path... roots) {
        try {
            return JournalFixture.recover(disk, directories(roots));
        } catch (IOException e) {
            throw new AssertionError(at, e);
        }
    }

    @Test
    void everyFailingCallOfTheOnlyDirectoryStopsAcknowledging() throws IOException {
        boolean complete = false;
        for (int n = 1; !complete; n++) {
            FaultyDisk disk = disk();
            disk.failChange(n, path -> true);
            JournalFixture.Acknowledged acknowledged = new JournalFixture.Acknowledged();
            JournalFixture.work(disk, directories(A), 0, acknowledged);
            complete = acknowledged.complete;
            checkRestart(disk.crash(), acknowledged, "failing call " + n, A);
        }
    }

    @Test
    void everyFailingCallOfOneDirectoryDropsItAndWorkGoesOn() throws IOException {
        boolean failed = true;
        for (int n = 1; failed; n++) {
            FaultyDisk disk = disk();
            disk.failChange(n, path -> path.startsWith(B));
            List<StorageDirectory> directories = directories(A, B);
            JournalFixture.Acknowledged acknowledged = new JournalFixture.Acknowledged();
            JournalFixture.work(disk, directories, 0, acknowledged);
            failed = !directories.get(1).inService();

            assertTrue(acknowledged.complete, "failing call " + n);
            assertTrue(directories.get(0).inService(), "failing call " + n);
            checkRestart(disk.crash(), acknowledged, "failing call " + n, A, B);
        }
    }

    @Test
    void aFailedForceIsNeverRepeated() throws IOException {
        List<StorageDirectory> directories = directories(A);
        EditJournal journal = JournalFixture.open(disk, directories, 0, fatal);
        long forces = disk.count(Call.FORCE);
        disk.failCall(Call.FORCE, 1, path -> true, false);
        long txid = journal.append(op(2));

        JournalFailedException failure = assertThrows(JournalFailedException.class, () -> journal.awaitDurable(txid));
        assertTrue(String.valueOf(failure.getCause()).contains("/d/a"), String.valueOf(failure.getCause()));
        assertThrows(JournalFailedException.class, () -> journal.append(op(3)));
        assertThrows(JournalFailedException.class, journal::roll);
        assertThrows(JournalFailedException.class, journal::close);
        assertEquals(1, fatal.get());
        assertEquals(1, journal.durableTxid());
        assertTrue(journal.failure().isPresent());
        assertEquals(forces + 1, disk.count(Call.FORCE));
        assertFalse(directories.get(0).inService());
    }

    @Test
    void keepsTheMinimumOfDirectories() throws IOException {
        JournalSettings two = new JournalSettings(LayoutVersion.CURRENT, 2, 1 << 16, 4096);
        List<StorageDirectory> directories = directories(A, B);
        EditJournal journal = EditJournal.open(
                disk, directories, two, 0, JournalListener.NONE, (what, cause) -> fatal.incrementAndGet(), () -> 0L);
        disk.breakBelow(B);
        long txid = journal.append(op(2));

        assertThrows(JournalFailedException.class, () -> journal.awaitDurable(txid));
        assertThrows(JournalFailedException.class, journal::close);
        assertEquals(1, fatal.get());
    }

    @Test
    void dropsADirectoryThatOthersTookOutOfService() throws IOException {
        List<StorageDirectory> directories = directories(A, B);
        try (EditJournal journal = JournalFixture.open(disk, directories, 0, fatal)) {
            directories.get(1).takeOutOfService(new IOException("image could not be written"));
            long writes = disk.count(Call.WRITE);
            journal.awaitDurable(journal.append(op(2)));
            assertEquals(writes + 1, disk.count(Call.WRITE));
        }
    }

    @Test
    void fullDiskStopsAcknowledgingAndKeepsWhatWas() throws IOException {
        disk.limitTo(3 * 4096);
        JournalFixture.Acknowledged acknowledged = new JournalFixture.Acknowledged();
        EditJournal journal = JournalFixture.open(disk, directories(A), 0, fatal);
        assertThrows(JournalFailedException.class, () -> {
            while (true) {
                long txid = journal.append(op(journal.lastWrittenTxid() + 1));
                journal.awaitDurable(txid);
                acknowledged.durableTxid = txid;
            }
        });
        FaultyDisk next = disk.crashKeepingAll();
        assertTrue(acknowledged.durableTxid > 100, "about 480 edits fit, " + acknowledged.durableTxid);
        assertTrue(JournalFixture.recover(next, directories(A)) >= acknowledged.durableTxid);
    }

    @Test
    void refusesToWaitForWhatWasNotWritten() throws IOException {
        try (EditJournal journal = JournalFixture.open(disk, directories(A), 0, fatal)) {
            assertThrows(IllegalArgumentException.class, () -> journal.durable(2));
        }
    }

    @Test
    void refusesToOverwriteAnUnfinalisedSegment() {
        disk.put(A.resolve("current").resolve(FileNames.inProgressEdits(1)), new byte[10]);

        assertThrows(JournalFailedException.class, () -> JournalFixture.open(disk, directories(A), 0, fatal));
        assertEquals(10, disk.bytes(A.resolve("current").resolve(FileNames.inProgressEdits(1))).length);
    }

    @Test
    void manyThreadsShareForces(@TempDir Path dir) throws Exception {
        RealDisk real = new RealDisk();
        real.createDirectories(dir.resolve("current"));
        List<StorageDirectory> directories = directories(dir);
        AtomicInteger forces = new AtomicInteger();
        JournalListener counting = new JournalListener() {
            @Override
            public void forced(int edits, int bytes, long nanos) {
                forces.incrementAndGet();
            }
        };
        EditJournal journal = EditJournal.open(
                real,
                directories,
                JournalSettings.of(LayoutVersion.CURRENT, 1),
                0,
                counting,
                (what, cause) -> fatal.incrementAndGet(),
                System::nanoTime);
        int threads = 16;
        int editsEach = 300;
        runThreads(threads, () -> {
            for (int i = 0; i < editsEach; i++) {
                long txid;
                synchronized (journal) { // stands for the one writer thread
                    txid = journal.append(op(journal.lastWrittenTxid() + 1));
                }
                journal.awaitDurable(txid);
                assertTrue(journal.durableTxid() >= txid);
            }
        });
        journal.close();

        int edits = threads * editsEach;
        assertTrue(forces.get() < edits, forces + " forces for " + edits + " edits");
        assertEquals(0, fatal.get());
        DirInventory inventory = DirInventory.scan(real, dir.resolve("current"));
        assertEquals(new TxRange(1, edits + 2L), inventory.finalized().get(0).range());
        try (ByteSource source = real.open(inventory.finalized().get(0).path())) {
            SegmentScan scan = SegmentScan.of(source);
            assertEquals(edits + 2L, scan.ops());
            assertEquals(SegmentTail.CLEAN, scan.tail());
        }
    }

    @Test
    void readersKeepASegmentFromBeingPurged() throws IOException {
        Leases leases = new Leases();
        List<StorageDirectory> directories = directories(A);
        SegmentCatalog catalog = new SegmentCatalog(disk, directories, leases);
        try (EditJournal journal = JournalFixture.open(disk, directories, 0, fatal)) {
            RollResult rolled = journal.roll().join();
            TxRange range = rolled.finalized();
            assertEquals(List.of(range), catalog.manifest(1));
            RetentionPlan purge = new RetentionPlan(
                    List.of(new RetentionPlan.Deletion(
                            catalog.finalized().get(0).path(), range.lastTxid(), "test")),
                    List.of(),
                    0,
                    0);
            Reaper reaper = new Reaper(disk, leases);
            try (ByteSource source = catalog.open(range)) {
                assertEquals(1, reaper.run(purge).held().size());
                assertEquals(range.lastTxid(), SegmentScan.of(source).lastTxid());
            }
            assertEquals(1, reaper.run(purge).done().size());
            assertThrows(NoSuchFileException.class, () -> catalog.open(range));
        }
    }

    private static void runThreads(int count, ThrowingTask task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(count);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(executor.submit(() -> {
                    start.await();
                    task.run();
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> future : futures) {
                future.get(120, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private interface ThrowingTask {
        void run() throws Exception;
    }
}
