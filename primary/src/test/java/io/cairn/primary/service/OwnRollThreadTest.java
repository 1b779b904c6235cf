package io.cairn.primary.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OwnRollThreadTest {
    private final Segment segment = new Segment();
    private long nanos;
    private final OwnRollThread roller = new OwnRollThread(
            segment, new OwnRollRule(10, Duration.ofSeconds(60)), Duration.ofSeconds(15), () -> nanos);

    private boolean lookAfter(int seconds) throws Exception {
        nanos += Duration.ofSeconds(seconds).toNanos();
        return roller.look();
    }

    @Test
    void rollsWhatWasWrittenOnceItIsOldEnough() throws Exception {
        segment.last = 2;
        assertFalse(lookAfter(59));
        assertTrue(lookAfter(1));
        assertEquals(3 + 1, segment.first);
        assertFalse(lookAfter(60), "nothing was written since");
        segment.last++;
        assertTrue(lookAfter(0), "the segment is old enough by now");
    }

    @Test
    void rollsASegmentThatHasGrownLargeAtTheNextLook() throws Exception {
        segment.last = 10;
        assertFalse(lookAfter(1));
        segment.last = 11;
        assertTrue(lookAfter(1));
    }

    @Test
    void countsTheAgeFromARollThatOthersAskedFor() throws Exception {
        segment.last = 2;
        assertFalse(lookAfter(50));
        segment.roll();
        segment.last++;
        assertFalse(lookAfter(15));
        assertFalse(lookAfter(59));
        assertTrue(lookAfter(1));
    }

    @Test
    void aPeriodOfZeroLeavesTheAgeOut() {
        OwnRollRule rule = new OwnRollRule(10, Duration.ZERO);
        assertTrue(rule.reason(10, Duration.ofDays(1000)).isEmpty());
        assertTrue(rule.reason(11, Duration.ZERO).isPresent());
    }

    /** Counts as a journal does: an end and a beginning for each roll. */
    private static final class Segment implements OpenSegment {
        private long first = 1;
        private long last = 1;

        @Override
        public long segmentFirstTxid() {
            return first;
        }

        @Override
        public long lastWrittenTxid() {
            return last;
        }

        @Override
        public long roll() {
            last += 2;
            first = last;
            return first;
        }
    }
}
