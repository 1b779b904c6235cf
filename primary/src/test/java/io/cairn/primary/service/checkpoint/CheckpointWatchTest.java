package io.cairn.primary.service.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.status.ProcessStatus;
import io.cairn.common.status.TxidHistory;
import io.cairn.common.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known to be safe, and when the warning comes and goes: over restarts, and whatever the wall clock does. */
class CheckpointWatchTest {
    private static final List<Path> ROOTS = List.of(Path.of("/disks/one"), Path.of("/disks/two"));
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final Instant BEGIN = Instant.parse("2026-11-21T20:00:00Z");

    private final FaultyDisk disk = new FaultyDisk(Path.of("/disks"));
    private Duration monotonic = Duration.ofDays(3);
    private Instant wall = BEGIN;
    private long lastTxid = 1;
    private long segmentFirst = 1;
    private ProvenCheckpoint image = ProvenCheckpoint.found(0, BEGIN);

    @BeforeEach
    void makeDirectories() throws IOException {
        for (StorageDirectory directory : NameDirectories.configured(ROOTS, ROOTS)) {
            directory.create(disk);
        }
    }

    @Test
    void warningComesAfterTwoPeriodsAndGoesOnlyWithAProvenImage() throws IOException {
        try (NameDirectories directories = open()) {
            CheckpointWatch watch = start(directories);
            change(watch, 10);
            pass(PERIOD.multipliedBy(2).minusSeconds(1));
            assertEquals(Optional.empty(), watch.stale());
            pass(Duration.ofSeconds(2));
            watch.look();
            assertTrue(watch.stale().isPresent());
            watch.heard("10.0.0.2", lastTxid, -1);
            assertTrue(watch.stale().isPresent(), "what is held is not proven");
            watch.proven(lastTxid, Optional.of("abcd"), "checkpointer at 10.0.0.2");
            assertEquals(Optional.empty(), watch.stale());
            assertEquals(lastTxid, watch.lastProven().txid());
        }
    }

    @Test
    void warningIsNotResetByARestartNorByAnImageThatTheStartSaves() throws IOException {
        try (NameDirectories directories = open()) {
            change(start(directories), 10);
        }
        pass(PERIOD.multipliedBy(3));
        image = ProvenCheckpoint.found(lastTxid, wall);
        beginSegment();
        try (NameDirectories directories = open()) {
            CheckpointWatch watch = start(directories);
            assertTrue(watch.stale().isPresent());
            assertFalse(watch.lastProven().proven());
            assertEquals(0, watch.lastProven().txid());
        }
    }

    @Test
    void aProofIsRememberedOverARestartAndAgesOn() throws IOException {
        try (NameDirectories directories = open()) {
            CheckpointWatch watch = start(directories);
            change(watch, 10);
            watch.proven(lastTxid, Optional.of("abcd"), "checkpointer at 10.0.0.2");
        }
        pass(Duration.ofMinutes(40));
        disk.delete(ROOTS.get(0).resolve("current").resolve(ProvenCheckpoint.FILE_NAME));
        try (NameDirectories directories = open()) {
            ProcessStatus.Checkpoint proven = start(directories).lastProven();
            assertEquals(
                    new ProcessStatus.Checkpoint(
                            true, 11, 2_400_000, BEGIN.plusSeconds(1).toString(), "abcd", "checkpointer at 10.0.0.2"),
                    proven);
        }
    }

    @Test
    void aNoteFromAFutureThatTheseDirectoriesDoNotHaveCountsForNothing() throws IOException {
        try (NameDirectories directories = open()) {
            start(directories).proven(5000, Optional.empty(), "checkpointer");
        }
        try (NameDirectories directories = open()) {
            assertEquals(0, start(directories).lastProven().txid());
        }
    }

    @Test
    void aDamagedNoteIsIgnored() throws IOException {
        for (Path root : ROOTS) {
            disk.put(
                    root.resolve("current").resolve(ProvenCheckpoint.FILE_NAME),
                    "txid=many\n".getBytes(StandardCharsets.UTF_8));
        }
        try (NameDirectories directories = open()) {
            assertEquals(0, start(directories).lastProven().txid());
        }
    }

    @Test
    void theWallClockMayJumpDuringARun() throws IOException {
        try (NameDirectories directories = open()) {
            CheckpointWatch watch = start(directories);
            change(watch, 10);
            wall = wall.plus(Duration.ofDays(2));
            assertEquals(Optional.empty(), watch.stale());
            wall = wall.minus(Duration.ofDays(3));
            pass(PERIOD.multipliedBy(2).plusSeconds(2));
            assertTrue(watch.stale().isPresent());
        }
    }

    @Test
    void timeCountsFromTheFirstChangeAfterAQuietTime() throws IOException {
        try (NameDirectories directories = open()) {
            CheckpointWatch watch = start(directories);
            watch.proven(lastTxid, Optional.empty(), "checkpointer");
            for (int hour = 0; hour < 10; hour++) {
                pass(Duration.ofHours(1));
                watch.look();
            }
            change(watch, 1);
            assertEquals(Optional.empty(), watch.stale());
            pass(PERIOD.multipliedBy(2).plusSeconds(2));
            assertTrue(watch.stale().isPresent());
        }
    }

    @Test
    void timeCountsFromTheFirstChangeAfterAStop() throws IOException {
        try (NameDirectories directories = open()) {
            start(directories).proven(lastTxid, Optional.empty(), "checkpointer");
        }
        pass(PERIOD.multipliedBy(10));
        beginSegment();
        try (NameDirectories directories = open()) {
            CheckpointWatch watch = start(directories);
            change(watch, 1);
            assertEquals(Optional.empty(), watch.stale());
            pass(PERIOD.multipliedBy(2).plusSeconds(2));
            assertTrue(watch.stale().isPresent());
        }
    }

    @Test
    void whoeverHoldsMoreThanThereIsIsOfAnotherHistory() throws IOException {
        try (NameDirectories directories = open()) {
            CheckpointWatch watch = start(directories);
            change(watch, 10);
            watch.heard("10.0.0.2", 4, -1);
            watch.heard("10.0.0.3", 5000, -1);
            assertEquals(4, watch.loss().heldTxid());
            assertEquals(7, watch.loss().transactions());
            assertEquals(2, watch.peers().size());
            watch.heard("10.0.0.4", 9, -1, true);
            assertEquals(4, watch.loss().heldTxid(), "nor does who says so itself, though less than we have");
        }
    }

    @Test
    void theWindowGrowsWhileNobodySaysThatMoreIsHeld() throws IOException {
        try (NameDirectories directories = open()) {
            CheckpointWatch watch = start(directories);
            assertFalse(watch.loss().known());
            watch.heard("10.0.0.2", lastTxid, -1);
            assertEquals(0, watch.loss().transactions());
            change(watch, 10);
            pass(Duration.ofMinutes(5));
            watch.look();
            assertEquals(10, watch.loss().transactions());
            assertEquals(
                    Duration.ofMinutes(5).plusSeconds(1).toMillis(),
                    watch.loss().ageMillis());
            assertEquals(Duration.ofMinutes(5).plusSeconds(1), watch.silence());
        }
    }

    @Test
    void whoeverAsksForAPeriodAndHoldsNothingIsNamedUntilItHoldsSomething() throws IOException {
        try (NameDirectories directories = open()) {
            CheckpointWatch watch = start(directories);
            watch.heard("10.0.0.2", CheckpointWatch.NOTHING, CheckpointWatch.NOTHING);
            pass(PERIOD);
            watch.heard("10.0.0.2", CheckpointWatch.NOTHING, CheckpointWatch.NOTHING);
            assertEquals(List.of(), watch.empty());
            pass(Duration.ofSeconds(1));
            assertEquals(List.of("10.0.0.2"), watch.empty());
            watch.heard("10.0.0.2", 1, 1);
            assertEquals(List.of(), watch.empty());
            watch.heard("10.0.0.2", CheckpointWatch.NOTHING, CheckpointWatch.NOTHING);
            assertEquals(List.of(), watch.empty(), "its directories were emptied just now");
        }
    }

    private NameDirectories open() throws IOException {
        return NameDirectories.open(disk, NameDirectories.configured(ROOTS, ROOTS), "1@test");
    }

    /** As each start does. */
    private void beginSegment() {
        lastTxid++;
        segmentFirst = lastTxid;
    }

    private CheckpointWatch start(NameDirectories directories) {
        CheckpointWatch.Transactions log = new CheckpointWatch.Transactions() {
            @Override
            public long lastWrittenTxid() {
                return lastTxid;
            }

            @Override
            public long segmentFirstTxid() {
                return segmentFirst;
            }
        };
        return new CheckpointWatch(
                ProvenCheckpoints.open(disk, directories, lastTxid, image, () -> wall, () -> monotonic.toNanos()),
                new StaleCheckpoint(PERIOD, 1000),
                new TxidHistory(64),
                log,
                () -> monotonic.toNanos());
    }

    /** Changes happen, and a second later they are seen. */
    private void change(CheckpointWatch watch, int count) {
        lastTxid += count;
        pass(Duration.ofSeconds(1));
        watch.look();
    }

    private void pass(Duration time) {
        monotonic = monotonic.plus(time);
        wall = wall.plus(time);
    }
}
