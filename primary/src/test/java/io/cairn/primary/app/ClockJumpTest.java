package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.status.LossWindow;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The wall clock jumps, the monotonic one does not: what is counted in time goes by the latter. */
class ClockJumpTest {
    private static final List<Duration> JUMPS = List.of(Duration.ofDays(2), Duration.ofDays(-2), Duration.ofHours(-3));

    private final AtomicLong nanos = new AtomicLong(1);
    private final PrimaryInMemory primary = new PrimaryInMemory(nanos::get);

    @AfterEach
    void stop() {
        primary.close();
    }

    @Test
    void agesFollowTheMonotonicClock() throws IOException {
        primary.formatAndStart();
        primary.mkdir("/a");
        primary.runtime().checkpoint().confirmed(0);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        LossWindow before = primary.runtime().watch().loss();
        for (Duration jump : JUMPS) {
            primary.clock.updateAndGet(now -> now.plus(jump));
            assertEquals(10_000, primary.runtime().checkpoint().ageMillis(), "after a jump of " + jump);
            assertEquals(before, primary.runtime().watch().loss(), "after a jump of " + jump);
            assertEquals(Optional.empty(), primary.runtime().watch().stale(), "after a jump of " + jump);
        }
    }

    @Test
    void changesGoOnAndNothingIsRolledOrSavedForAJump() throws IOException {
        primary.keys.put("cairn.roll.period", "1s");
        primary.formatAndStart();
        long segment = primary.segmentFirstTxid();
        for (Duration jump : JUMPS) {
            primary.clock.updateAndGet(now -> now.plus(jump));
            primary.mkdir("/after" + jump);
        }
        assertEquals(segment, primary.segmentFirstTxid());
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        PrimaryInMemory.await(() -> primary.segmentFirstTxid() > segment);
    }

    @Test
    void startsWithAClockBehindItsOwnFiles() throws IOException {
        primary.formatAndStart();
        primary.mkdir("/a");
        for (Duration jump : JUMPS) {
            primary.clock.updateAndGet(now -> now.plus(jump));
            primary.crashAndStart();
            assertTrue(primary.exists("/a"));
            assertTrue(primary.runtime().checkpoint().ageMillis() >= 0);
            assertTrue(primary.runtime().watch().loss().ageMillis() >= 0);
            primary.mkdir("/after" + jump);
        }
    }
}
