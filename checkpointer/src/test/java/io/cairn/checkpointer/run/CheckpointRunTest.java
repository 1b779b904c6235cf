package io.cairn.checkpointer.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.checkpointer.fetch.DifferentPrimaryException;
import io.cairn.checkpointer.fetch.ImageFetch;
import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.checkpointer.fetch.SegmentFetch;
import io.cairn.checkpointer.merge.Merge;
import io.cairn.checkpointer.merge.MergeSettings;
import io.cairn.checkpointer.retention.CheckpointRetention;
import io.cairn.checkpointer.trigger.AnyTrigger;
import io.cairn.checkpointer.trigger.PeriodTrigger;
import io.cairn.checkpointer.trigger.TxnTrigger;
import io.cairn.checkpointer.upload.Upload;
import io.cairn.checkpointer.upload.UploadRefusedException;
import io.cairn.common.base.FatalHandler;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.RetentionRule;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.testkit.NamespaceDump;
import io.cairn.common.transfer.TransferClient;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint from roll to retention, whole, interrupted and refused. */
class CheckpointRunTest {
    private static final Path ROOT = Path.of("/disks");
    private static final Path ONE = ROOT.resolve("one");
    private static final Path TWO = ROOT.resolve("two");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));

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

    @Test
    void firstRunFetchesImageAndEditsAndDeliversWhatThePrimaryHolds() throws IOException {
        primary.change(300);
        CheckpointReport report = run(disk);
        assertEquals(302, report.txid());
        assertEquals(0, report.baseTxid());
        assertEquals(302, report.transactions());
        assertEquals(302, primary.images.lastKey());
        assertDelivered();
        for (Path directory : List.of(ONE, TWO)) {
            assertTrue(disk.exists(directory.resolve("current").resolve(FileNames.image(302))), "in " + directory);
            assertTrue(disk.exists(directory.resolve("current").resolve(FileNames.finalizedEdits(1, 302))));
        }
    }

    @Test
    void laterRunsFetchNeitherTheImageNorSegmentsHeldAlready() throws IOException {
        primary.change(100);
        run(disk);
        primary.calls.clear();
        primary.change(50);
        CheckpointReport report = run(disk);
        assertEquals(102, report.baseTxid());
        assertEquals(52, report.transactions());
        assertFalse(primary.calls.contains("GET /imagetransfer image"), primary.calls.toString());
        assertEquals(
                1, primary.calls.stream().filter("GET /imagetransfer"::equals).count());
        assertDelivered();
    }

    @Test
    void killedAtAnyDiskCallTheNextRunCompletesAndLeavesNoTemporaryFile() throws IOException {
        long calls = callsOfTwoRuns();
        assertTrue(calls > 60, "changing disk calls: " + calls);
        for (long call = 1; call <= calls; call++) {
            primary.close();
            primary = new FakePrimary(7);
            FaultyDisk first = new FaultyDisk(ROOT);
            first.crashAtCall(call);
            try {
                primary.change(20);
                run(first);
                primary.change(20);
                run(first);
            } catch (IOException | RuntimeException e) {
                assertTrue(first.hasCrashed(), () -> "call did not crash the run, but: " + e);
            }
            long imagesBefore = primary.images.size();
            FaultyDisk second = call % 2 == 0 ? first.crash() : first.crashKeepingAll();
            primary.change(5);
            run(second);
            assertDelivered();
            assertTrue(primary.images.size() > imagesBefore, "killed at call " + call);
            assertEquals(List.of(), leftovers(second), "killed at call " + call);
        }
    }

    private long callsOfTwoRuns() throws IOException {
        try (FakePrimary other = new FakePrimary(7)) {
            FaultyDisk whole = new FaultyDisk(ROOT);
            other.change(20);
            run(whole, other);
            other.change(20);
            run(whole, other);
            return whole.changingCalls();
        }
    }

    @Test
    void anImageWhoseDeliveryFailedIsDeliveredByTheNextRun() throws IOException {
        primary.change(10);
        primary.losesAnswers = true;
        assertThrows(UploadRefusedException.class, () -> run(disk));
        primary.losesAnswers = false;
        CheckpointReport report = run(disk);
        assertEquals(primary.images.lastKey(), report.txid());
        assertDelivered();
    }

    @Test
    void aPrimaryFormattedAgainIsRefusedNamingTheFieldAndNothingChanges() throws IOException {
        primary.change(10);
        run(disk);
        List<String> before = disk.list(ONE.resolve("current"));
        primary.storage = new StorageInfo(LayoutVersion.CURRENT, 4712, "CID-fake", 1, "BP-1-127.0.0.1-1");
        DifferentPrimaryException refused = assertThrows(DifferentPrimaryException.class, () -> run(disk));
        assertTrue(refused.getMessage().contains("namespaceID is 4711 here and 4712 there"), refused.getMessage());
        assertEquals(before, disk.list(ONE.resolve("current")));
    }

    @Test
    void anUpgradedPrimaryIsFollowed() throws IOException {
        primary.storage = new StorageInfo(new LayoutVersion(-66), 4711, "CID-fake", 1, "BP-1-127.0.0.1-1");
        primary.change(10);
        run(disk);
        primary.storage = new StorageInfo(LayoutVersion.CURRENT, 4711, "CID-fake", 9, "BP-1-127.0.0.1-1");
        primary.change(10);
        run(disk);
        assertDelivered();
    }

    @Test
    void aDamagedTransferIsRefusedAndNothingAppearsUnderItsName() throws IOException {
        primary.change(10);
        primary.damage = bytes -> {
            byte[] bad = bytes.clone();
            bad[bad.length / 2] ^= 1;
            return bad;
        };
        IOException refused = assertThrows(IOException.class, () -> run(disk));
        assertTrue(refused.getMessage().contains("expected MD5"), refused.getMessage());
        assertEquals(
                List.of(FileNames.VERSION, FileNames.FOLLOWED_RESTORE),
                disk.list(ONE.resolve("current")).stream().sorted().toList());
        primary.damage = UnaryOperator.identity();
        run(disk);
        primary.change(10);
        primary.damage = bytes -> Arrays.copyOf(bytes, bytes.length - 1);
        IOException cut = assertThrows(IOException.class, () -> run(disk));
        assertTrue(cut.getMessage().contains("CRC-32C"), cut.getMessage());
        assertEquals(List.of(), leftovers(disk));
    }

    @Test
    void aDamagedImageIsNoBaseAnotherCopyIsAndWithoutOneThePrimarysIs() throws IOException {
        primary.change(10);
        run(disk);
        damageImage(ONE, 12);
        primary.change(10);
        primary.calls.clear();
        assertEquals(12, run(disk).baseTxid());
        assertFalse(primary.calls.contains("GET /imagetransfer image"), primary.calls.toString());
        damageImage(ONE, 24);
        damageImage(TWO, 24);
        primary.change(10);
        assertEquals(24, run(disk).baseTxid());
        assertTrue(primary.calls.contains("GET /imagetransfer image"), primary.calls.toString());
        assertDelivered();
    }

    /** Also what a flipped digit of an MD5 file looks like. */
    private void damageImage(Path root, long txid) throws IOException {
        Path image = root.resolve("current").resolve(FileNames.image(txid));
        PendingFile.replace(disk, image, new byte[] {1, 2, 3});
    }

    @Test
    void aFullDiskFailsTheRunAndTheNextOneWithRoomSucceeds() throws IOException {
        primary.change(200);
        disk.limitTo(20_000);
        assertThrows(IOException.class, () -> run(disk));
        assertEquals(1, primary.images.size());
        disk.limitTo(Long.MAX_VALUE);
        run(disk);
        assertDelivered();
        assertEquals(List.of(), leftovers(disk));
    }

    @Test
    void keepsAsManyImagesAsToldAndTheEditsBetween() throws IOException {
        for (int i = 0; i < 5; i++) {
            primary.change(10);
            run(disk);
        }
        List<String> names = disk.list(TWO.resolve("current"));
        List<String> images = names.stream()
                .filter(name -> name.matches("fsimage_\\d+"))
                .sorted()
                .toList();
        assertEquals(List.of(FileNames.image(48), FileNames.image(60)), images);
        assertTrue(names.contains(FileNames.finalizedEdits(49, 60)), names.toString());
        assertFalse(names.contains(FileNames.finalizedEdits(1, 12)), names.toString());
    }

    @Test
    void neitherPeriodNorWaitFollowsTheWallClock() throws IOException {
        AtomicLong nanos = new AtomicLong(1);
        AtomicReference<Instant> wall = new AtomicReference<>(CLOCK.instant());
        try (CheckpointDirectories directories = open(disk)) {
            AtomicReference<Phase> phase = new AtomicReference<>();
            TransferClient http = new TransferClient(primary.address(), TIMEOUT, 0);
            Checkpointing checkpointing = looking(directories, http, phase, (what, cause) -> {}, wall::get, nanos::get);
            primary.change(3);
            checkpointing.look();
            for (Duration jump : List.of(Duration.ofDays(2), Duration.ofDays(-2), Duration.ofHours(-3))) {
                primary.change(3);
                wall.updateAndGet(now -> now.plus(jump));
                long completed = checkpointing.state().completed();
                checkpointing.look();
                assertEquals(completed, checkpointing.state().completed(), "a jump of " + jump + " makes none due");
                nanos.addAndGet(Duration.ofHours(1).toNanos());
                checkpointing.look();
                assertEquals(completed + 1, checkpointing.state().completed(), "an hour later one is due");
            }
            primary.close();
            checkpointing.look();
            wall.updateAndGet(now -> now.plus(Duration.ofDays(2)));
            checkpointing.look();
            assertEquals(1, checkpointing.state().failuresInARow(), "the wait is not over");
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            checkpointing.look();
            assertEquals(2, checkpointing.state().failuresInARow());
        }
    }

    @Test
    void nothingIsTransferredWhenNoCheckpointIsDueAndFailuresWaitTwiceAsLongEachTime() throws IOException {
        AtomicLong nanos = new AtomicLong(1);
        try (CheckpointDirectories directories = open(disk)) {
            AtomicReference<Phase> phase = new AtomicReference<>();
            AtomicReference<String> died = new AtomicReference<>("");
            TransferClient http = new TransferClient(primary.address(), TIMEOUT, 0);
            Checkpointing checkpointing =
                    looking(directories, http, phase, (what, cause) -> died.set(what), CLOCK, nanos::get);
            checkpointing.look();
            assertEquals(1, checkpointing.state().completed(), "nothing is held yet, though nothing changed");
            primary.calls.clear();
            checkpointing.look();
            assertEquals(List.of("GET /checkpoint/status"), primary.calls);
            primary.change(99);
            checkpointing.look();
            assertEquals(1, checkpointing.state().completed());
            assertEquals(99, checkpointing.state().transactionsBehind());
            primary.close();
            for (long wait : List.of(1, 2, 3, 3)) {
                checkpointing.look();
                assertEquals(
                        nanos.get() + Duration.ofSeconds(wait).toNanos(),
                        checkpointing.state().retryNanos());
                nanos.addAndGet(Duration.ofSeconds(wait).toNanos() - 1);
                int failures = checkpointing.state().failuresInARow();
                checkpointing.look();
                assertEquals(failures, checkpointing.state().failuresInARow(), "looked before the wait was over");
                nanos.incrementAndGet();
            }
            assertEquals("", died.get());
        }
    }

    @Test
    void anErrorOfTheVirtualMachineIsAFailureLikeAnyOther() throws IOException {
        AtomicLong nanos = new AtomicLong(1);
        AtomicReference<@Nullable Error> planted = new AtomicReference<>();
        AtomicReference<@Nullable Phase> phase = new AtomicReference<>();
        try (CheckpointDirectories directories = open(disk)) {
            TransferClient http = new TransferClient(primary.address(), TIMEOUT, 0);
            CheckpointRun run = checkpointRun(disk, directories, http, entered -> {
                phase.set(entered);
                Error error = planted.get();
                if (entered == Phase.REPLAY && error != null) {
                    throw error;
                }
            });
            Checkpointing checkpointing = new Checkpointing(
                    run,
                    phase,
                    new PrimaryClient(http),
                    new HeldImages(disk, directories.held()),
                    new TxnTrigger(1),
                    Duration.ofSeconds(3),
                    0,
                    (what, cause) -> {
                        throw new AssertionError(what, cause);
                    },
                    CLOCK,
                    nanos::get);
            primary.change(3);
            planted.set(new OutOfMemoryError("Java heap space"));
            checkpointing.request(true);
            CheckpointState failed = checkpointing.state();
            assertTrue(
                    String.valueOf(failed.failure()).startsWith("OutOfMemoryError: Java heap space; "),
                    failed.toString());
            assertTrue(String.valueOf(failed.failure()).contains("CAIRN_HEAP"), failed.toString());
            assertEquals(Phase.REPLAY, failed.failedIn());
            assertEquals(1, failed.failuresInARow());
            assertEquals(nanos.get() + Duration.ofSeconds(1).toNanos(), failed.retryNanos());
            assertTrue(checkpointing.phase().isEmpty());
            planted.set(new StackOverflowError());
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            checkpointing.look();
            assertEquals("StackOverflowError", checkpointing.state().failure());
            assertEquals(2, checkpointing.state().failuresInARow());
            planted.set(null);
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            checkpointing.look();
            assertEquals(1, checkpointing.state().completed());
            assertEquals(null, checkpointing.state().failure());
            assertDelivered();
        }
    }

    @Test
    void aDamagedCopyOfTheNewestImageIsSetAsideAndAnotherOrThePrimarysIsTheBase() throws IOException {
        primary.change(100);
        run(disk);
        primary.change(50);
        Path first = ONE.resolve("current").resolve(FileNames.image(102));
        disk.flipBit(first, 300, 2);
        primary.calls.clear();
        assertEquals(102, run(disk).baseTxid());
        assertFalse(primary.calls.contains("GET /imagetransfer image"), "there is a copy in the other directory");
        assertTrue(disk.exists(first.resolveSibling(first.getFileName() + ".corrupt")));
        assertDelivered();

        primary.change(50);
        for (Path directory : List.of(ONE, TWO)) {
            disk.flipBit(directory.resolve("current").resolve(FileNames.image(154)), 300, 2);
        }
        assertEquals(154, run(disk).baseTxid());
        assertTrue(primary.calls.contains("GET /imagetransfer image"), primary.calls.toString());
        assertDelivered();
    }

    @Test
    void aDamagedImageThatWasNotDeliveredYetIsSetAsideAndMadeAnew() throws IOException {
        primary.change(10);
        primary.losesAnswers = true;
        primary.losesUploads = true;
        assertThrows(UploadRefusedException.class, () -> run(disk));
        primary.losesAnswers = false;
        primary.losesUploads = false;
        primary.rollsNoMore = true; // the same txid again
        for (Path directory : List.of(ONE, TWO)) {
            disk.flipBit(directory.resolve("current").resolve(FileNames.image(12)), 300, 2);
        }
        assertEquals(12, run(disk).txid());
        assertTrue(disk.exists(TWO.resolve("current").resolve(FileNames.image(12) + ".corrupt")));
        assertEquals(12, primary.images.lastKey());
        assertDelivered();
    }

    @Test
    void aCopyThatCannotBeReadIsPassedOver() throws IOException {
        try (CheckpointDirectories directories = open(disk)) {
            TransferClient http = new TransferClient(primary.address(), TIMEOUT, 0);
            primary.change(10);
            checkpointRun(directories.disk(), directories, http, new AtomicReference<>())
                    .run("test");
            primary.change(10);
            Disk unreadable = unreadable(ONE.resolve("current").resolve(FileNames.image(12)));
            CheckpointReport report = checkpointRun(unreadable, directories, http, new AtomicReference<>())
                    .run("test");
            assertEquals(12, report.baseTxid());
            assertDelivered();
        }
    }

    /** The disk with one file that cannot be opened. */
    private Disk unreadable(Path file) {
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("open") && file.equals(arguments[0])) {
                        throw new IOException(file + ": bad sector");
                    }
                    try {
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void goesOnWithoutADirectoryThatFailsAndFillsItAnewAtTheNextRun(String name) throws IOException {
        Path failing = ROOT.resolve(name);
        try (CheckpointDirectories directories = open(disk)) {
            TransferClient http = new TransferClient(primary.address(), TIMEOUT, 0);
            CheckpointRun run = checkpointRun(directories.disk(), directories, http, new AtomicReference<>());
            primary.change(10);
            run.run("test");
            disk.breakBelow(failing);
            primary.change(10);
            long txid = secondAttemptAtTheLatest(run);
            assertDelivered();
            assertEquals(1, directories.states().outOfService());
            assertFalse(disk.exists(failing.resolve("current").resolve(FileNames.image(txid))));
            disk.repair();
            primary.change(10);
            long last = run.run("test").txid();
            assertDelivered();
            assertEquals(0, directories.states().outOfService());
            for (Path directory : List.of(ONE, TWO)) {
                for (long each : List.of(txid, last)) {
                    assertTrue(
                            disk.exists(directory.resolve("current").resolve(FileNames.image(each))),
                            directory + " " + each);
                }
            }
            assertEquals(List.of(), leftovers(disk));
        }
    }

    /** What failed is found out by trying; the next attempt leaves it out. */
    private static long secondAttemptAtTheLatest(CheckpointRun run) throws IOException {
        try {
            return run.run("test").txid();
        } catch (IOException e) {
            return run.run("test").txid();
        }
    }

    @Test
    void keepsTheLastDirectoryInServiceWhateverFails() throws IOException {
        try (CheckpointDirectories directories = open(disk)) {
            TransferClient http = new TransferClient(primary.address(), TIMEOUT, 0);
            CheckpointRun run = checkpointRun(directories.disk(), directories, http, new AtomicReference<>());
            disk.breakBelow(ROOT);
            primary.change(10);
            assertThrows(IOException.class, () -> run.run("test"));
            assertThrows(IOException.class, () -> run.run("test"));
            assertEquals(1, directories.states().outOfService());
            disk.repair();
            run.run("test");
            run.run("test");
            assertDelivered();
            assertEquals(0, directories.states().outOfService());
        }
    }

    @Test
    void anImageThatThePrimarySavedItselfMakesNoCheckpointYoungerAndAnIdlePrimaryIsCheckpointedOnce()
            throws IOException {
        AtomicLong nanos = new AtomicLong(1);
        try (CheckpointDirectories directories = open(disk)) {
            AtomicReference<Phase> phase = new AtomicReference<>();
            TransferClient http = new TransferClient(primary.address(), TIMEOUT, 0);
            Checkpointing checkpointing = looking(directories, http, phase, (what, cause) -> {}, CLOCK, nanos::get);
            primary.change(3);
            checkpointing.look();
            primary.save();
            checkpointing.look();
            assertEquals(1, checkpointing.state().completed(), "the period is not over");
            for (int i = 0; i < 5; i++) {
                nanos.addAndGet(Duration.ofHours(1).toNanos());
                checkpointing.look();
                checkpointing.request(false);
                assertEquals(2, checkpointing.state().completed(), "after " + (i + 1) + " hours");
                assertEquals(0, checkpointing.state().transactionsBehind());
            }
            checkpointing.request(true);
            checkpointing.request(false);
            nanos.addAndGet(Duration.ofHours(1).toNanos());
            checkpointing.look();
            assertEquals(3, checkpointing.state().completed(), "what a forced one writes makes no other due");
            assertDelivered();
        }
    }

    private void assertDelivered() throws IOException {
        String delivered = FakePrimary.dumpOf(primary.images.lastEntry().getValue());
        assertEquals("", NamespaceDump.difference(primary.dump(), delivered), "the image delivered differs");
    }

    private CheckpointReport run(Disk on) throws IOException {
        return run(on, primary);
    }

    private static CheckpointReport run(Disk on, FakePrimary of) throws IOException {
        try (CheckpointDirectories directories = open(on)) {
            TransferClient http = new TransferClient(of.address(), TIMEOUT, 0);
            return checkpointRun(on, directories, http, new AtomicReference<>()).run("test");
        }
    }

    private static CheckpointDirectories open(Disk on) throws IOException {
        return CheckpointDirectories.open(on, List.of(ONE, TWO), List.of(ONE, TWO), "1@test", CLOCK);
    }

    /** Due every hour, and after 100 transactions. */
    private Checkpointing looking(
            CheckpointDirectories directories,
            TransferClient http,
            AtomicReference<Phase> phase,
            FatalHandler fatal,
            InstantSource wall,
            LongSupplier nanos) {
        return new Checkpointing(
                checkpointRun(disk, directories, http, phase),
                phase,
                new PrimaryClient(http),
                new HeldImages(disk, directories.held()),
                new AnyTrigger(List.of(new TxnTrigger(100), new PeriodTrigger(Duration.ofHours(1)))),
                Duration.ofSeconds(3),
                0,
                fatal,
                wall,
                nanos);
    }

    private static CheckpointRun checkpointRun(
            Disk on, CheckpointDirectories directories, TransferClient http, AtomicReference<Phase> phase) {
        return checkpointRun(on, directories, http, phase::set);
    }

    private static CheckpointRun checkpointRun(
            Disk on, CheckpointDirectories directories, TransferClient http, CheckpointRun.ProgressListener progress) {
        PrimaryClient client = new PrimaryClient(http);
        MergeSettings settings = new MergeSettings(1 << 20, 1 << 20, ImageCompression.NONE, 1, 0, System::nanoTime);
        return new CheckpointRun(
                directories,
                client,
                new FollowedHistory(
                        on, directories, new HeldImages(on, directories.held()), client, new AtomicReference<>()),
                new ImageFetch(on, client),
                new SegmentFetch(on, client, directories::forEdits, CLOCK),
                new Merge(on, settings),
                new Upload(on, http),
                new CheckpointRetention(on, new RetentionRule(2, 0, 10), directories.leases()),
                CLOCK,
                System::nanoTime,
                progress);
    }

    private static List<String> leftovers(Disk on) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path directory : List.of(ONE, TWO)) {
            for (String name : on.list(directory.resolve("current"))) {
                if (name.contains("tmp") || name.contains("ckpt")) {
                    found.add(directory.resolve(name).toString());
                }
            }
        }
        return found;
    }
}
