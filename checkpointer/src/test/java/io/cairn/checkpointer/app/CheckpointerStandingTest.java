package io.cairn.checkpointer.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.checkpointer.fetch.ImageFetch;
import io.cairn.checkpointer.fetch.OpenSegmentFetch;
import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.checkpointer.fetch.SegmentFetch;
import io.cairn.checkpointer.merge.Merge;
import io.cairn.checkpointer.merge.MergeSettings;
import io.cairn.checkpointer.retention.CheckpointRetention;
import io.cairn.checkpointer.run.CheckpointDirectories;
import io.cairn.checkpointer.run.CheckpointRun;
import io.cairn.checkpointer.run.Checkpointing;
import io.cairn.checkpointer.run.FakePrimary;
import io.cairn.checkpointer.run.FollowedHistory;
import io.cairn.checkpointer.run.HeldImages;
import io.cairn.checkpointer.run.Phase;
import io.cairn.checkpointer.run.PrimaryContact;
import io.cairn.checkpointer.run.Tail;
import io.cairn.checkpointer.trigger.TxnTrigger;
import io.cairn.checkpointer.upload.Upload;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.config.Settings;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.status.ProcessStatus;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.transfer.TransferClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the checkpointer says of itself, by a monotonic clock that the test moves. */
class CheckpointerStandingTest {
    private static final Path ROOT = Path.of("/disks");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));

    private final AtomicLong nanos = new AtomicLong(1);
    private FakePrimary primary;
    private PrimaryClient client;
    private CheckpointDirectories directories;
    private Merge merge;
    private Checkpointing checkpointing;
    private Tail tail;
    private CheckpointerStanding standing;

    @BeforeEach
    void start() throws IOException {
        primary = new FakePrimary(20261129);
        CheckpointerSettings settings = CheckpointerSettings.read(Settings.of(
                "test.yml",
                Map.of(
                        "cairn.primary.url",
                        primary.address().toString(),
                        "dfs.namenode.checkpoint.dir",
                        ROOT.resolve("one") + "," + ROOT.resolve("two"),
                        "dfs.namenode.checkpoint.check.period",
                        "60s",
                        "dfs.ha.tail-edits.period",
                        "60s")));
        directories = CheckpointDirectories.open(
                new FaultyDisk(ROOT), settings.imageDirectories(), settings.editsDirectories(), "1@test", CLOCK);
        Disk disk = directories.disk();
        HeldImages images = new HeldImages(disk, directories.held());
        AtomicReference<@Nullable String> conflict = new AtomicReference<>();
        PrimaryContact contact = new PrimaryContact(directories, images, conflict, nanos::get);
        TransferClient http = new TransferClient(primary.address(), Duration.ofSeconds(20), 0);
        client = new PrimaryClient(http, contact);
        FollowedHistory history = new FollowedHistory(disk, directories, images, client, conflict);
        SegmentFetch segments = new SegmentFetch(disk, client, directories::forEdits, CLOCK);
        merge = new Merge(disk, new MergeSettings(1 << 20, 1 << 20, ImageCompression.NONE, 1, 0, nanos::get));
        AtomicReference<@Nullable Phase> phase = new AtomicReference<>();
        CheckpointRun run = new CheckpointRun(
                directories,
                client,
                history,
                new ImageFetch(disk, client),
                segments,
                merge,
                new Upload(disk, http),
                new CheckpointRetention(disk, settings.retention(), directories.leases()),
                CLOCK,
                nanos::get,
                phase::set);
        checkpointing = new Checkpointing(
                run,
                phase,
                client,
                images,
                new TxnTrigger(5),
                Duration.ofMinutes(5),
                3,
                (what, cause) -> {
                    throw new AssertionError(what, cause);
                },
                CLOCK,
                nanos::get);
        OpenSegmentFetch open =
                new OpenSegmentFetch(disk, client, segments, directories::forEdits, directories.held(), CLOCK);
        tail = new Tail(disk, directories, images, client, history, segments, open, false, merge, CLOCK, nanos::get);
        standing = new CheckpointerStanding(
                checkpointing, tail, contact, history, directories, settings, disk, CLOCK, nanos::get);
    }

    @AfterEach
    void stop() throws IOException {
        merge.close();
        directories.close();
        primary.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private List<String> codes() {
        return standing.problems().stream().map(ProcessStatus.Problem::code).toList();
    }

    @Test
    void turnsThatStayAwayAreAProblemAndThoseThatComeAreNone() {
        assertEquals(List.of(), codes());
        pass(Duration.ofMinutes(4));
        assertEquals(List.of("not-looking"), codes(), "never looked");
        primary.change(10);
        checkpointing.look();
        tail.fetch();
        for (int turn = 0; turn < 5; turn++) {
            pass(Duration.ofMinutes(1));
            assertEquals(List.of(), codes());
            checkpointing.look();
            tail.fetch();
        }
        pass(Duration.ofMinutes(3));
        assertEquals(List.of(), codes(), "three turns are put up with");
        pass(Duration.ofSeconds(1));
        assertEquals(List.of("not-looking", "not-tailing"), codes());
        assertEquals("unhealthy", health());
        checkpointing.look();
        assertEquals(List.of("not-tailing"), codes(), "the looks go on, tailing does not");
        tail.fetch();
        assertEquals(List.of(), codes());
    }

    @Test
    void asLongAsThePrimaryAnswersToAnythingNoLookIsLate() throws IOException {
        checkpointing.look();
        for (int turn = 0; turn < 5; turn++) {
            pass(Duration.ofMinutes(2));
            client.manifest(1); // as a tail does that has much to fetch, which a look waits for
        }
        assertEquals(List.of(), codes());
    }

    private String health() {
        return ProcessStatus.health(true, standing.problems()).name().toLowerCase(Locale.ROOT);
    }

    @Test
    void aDamagedFileBesideAnImageIsAProblemThatNamesItAndStopsNothing() throws IOException {
        primary.change(10);
        checkpointing.look();
        assertEquals(List.of(), codes());
        long txid = checkpointing.state().confirmedTxid();
        Path image = ROOT.resolve("one").resolve("current").resolve(FileNames.image(txid));
        for (Path file : List.of(Md5Sidecar.path(image), DigestSidecar.path(image))) {
            PendingFile.replace(directories.disk(), file, "no sidecar".getBytes(StandardCharsets.UTF_8));
            ProcessStatus.Problem problem = standing.now().problems().get(0);
            assertEquals("sidecar-damaged", problem.code());
            assertTrue(problem.text().contains(file.toString()), problem.text());
            assertEquals(txid, standing.loss().heldTxid());
        }
        primary.change(10);
        tail.fetch();
        assertEquals(null, tail.state().failure());
        checkpointing.look();
        assertEquals(2, checkpointing.state().completed());
    }

    @Test
    void aPrimaryThatIsAwayIsToldOnceAndNotAsATurnThatIsLate() {
        primary.close();
        for (int turn = 0; turn < 20; turn++) {
            checkpointing.look();
            pass(Duration.ofMinutes(1));
            assertEquals(List.of("primary-away"), codes());
        }
        assertTrue(checkpointing.state().failuresInARow() > 0);
    }
}
