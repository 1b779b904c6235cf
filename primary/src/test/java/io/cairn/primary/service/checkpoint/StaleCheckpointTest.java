package io.cairn.primary.service.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StaleCheckpointTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final StaleCheckpoint rule = new StaleCheckpoint(HOUR, 1000);

    @Test
    void changesMayWaitTwoPeriodsAndNoLonger() {
        assertEquals(Optional.empty(), rule.reason(1, HOUR.multipliedBy(2)));
        assertEquals(
                Optional.of(
                        "1 change is in no proven checkpoint, the oldest for 2 h 1 min, longer than two periods of 1 h 0"
                                + " min"),
                rule.reason(1, HOUR.multipliedBy(2).plusMinutes(1)));
    }

    @Test
    void twoLimitsOfChangesMayWaitAndNoMore() {
        assertEquals(Optional.empty(), rule.reason(2000, Duration.ZERO));
        assertEquals(
                Optional.of("2,001 changes are in no proven checkpoint, more than two limits of 1,000"),
                rule.reason(2001, Duration.ZERO));
        assertEquals(Optional.empty(), new StaleCheckpoint(HOUR, Long.MAX_VALUE).reason(Long.MAX_VALUE, Duration.ZERO));
    }

    @Test
    void aQuietNamespaceNeedsNoCheckpoint() {
        assertEquals(Optional.empty(), rule.reason(0, Duration.ofDays(1000)));
    }
}
