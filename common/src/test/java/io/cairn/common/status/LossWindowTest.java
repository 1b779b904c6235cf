package io.cairn.common.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LossWindowTest {
    private static final TxidHistory.Age TWO_MINUTES = new TxidHistory.Age(Duration.ofSeconds(123), true);

    @Test
    void primaryCountsWhatNobodyElseHolds() {
        LossWindow loss = LossWindow.ofPrimary(new LossWindow.Facts(100, 1334, 90, TWO_MINUTES, 12_000), 60_000);

        assertTrue(loss.known());
        assertEquals(1234, loss.transactions());
        assertEquals(123_000, loss.ageMillis());
        assertEquals(
                "If the primary's disks died now, 1,234 transactions (2 min 3 s of work) would be lost. The checkpointer"
                        + " said 12.0 s ago that it holds everything up to 100.",
                loss.text());
    }

    @Test
    void beginningASegmentIsNoChange() {
        LossWindow loss = LossWindow.ofPrimary(new LossWindow.Facts(100, 101, 101, TWO_MINUTES, 1), 60_000);

        assertEquals(0, loss.transactions());
        assertEquals(0, loss.ageMillis());
        assertTrue(loss.text().startsWith("If the primary's disks died now, nothing would be lost."), loss.text());
        assertEquals(
                1,
                LossWindow.ofPrimary(new LossWindow.Facts(100, 101, 50, TWO_MINUTES, 1), 0)
                        .transactions());
    }

    @Test
    void primaryThatHeardNobodyTakesNothingForHeld() {
        LossWindow loss = LossWindow.ofPrimary(
                new LossWindow.Facts(-1, 5000, 4000, new TxidHistory.Age(Duration.ZERO, false), -1), 12_000);

        assertFalse(loss.known());
        assertEquals(5000, loss.transactions());
        assertEquals(
                "If the primary's disks died now, everything could be lost (5,000 transactions): no checkpointer has been"
                        + " heard from in the 12.0 s since this start, so nothing is known to be held elsewhere.",
                loss.text());
    }

    @Test
    void whereNothingIsHeldEverythingCouldBeLost() {
        LossWindow.Facts facts = new LossWindow.Facts(-1, 5000, 4000, TWO_MINUTES, 1000);

        assertEquals(5000, LossWindow.ofCheckpointer(facts).transactions());
        assertEquals(
                "If the primary's disks died now, everything could be lost (5,000 transactions): nothing is held here yet.",
                LossWindow.ofCheckpointer(facts).text());
        assertEquals(
                "If the primary's disks died now, everything could be lost (5,000 transactions): the checkpointer said 1.00 s"
                        + " ago that it holds nothing yet.",
                LossWindow.ofPrimary(facts, 60_000).text());
    }

    @Test
    void checkpointerSaysHowOldItsWordIs() {
        LossWindow loss = LossWindow.ofCheckpointer(new LossWindow.Facts(100, 150, 120, TWO_MINUTES, 240_000));

        assertEquals(50, loss.transactions());
        assertEquals(240_000, loss.asOfMillis());
        assertEquals(
                "If the primary's disks died now, 50 transactions (2 min 3 s of work) would be lost. This is as of 4 min 0 s"
                        + " ago, when the primary was last heard from; it may have written more since.",
                loss.text());
    }

    @Test
    void checkpointerThatHeardNothingSaysSo() {
        LossWindow loss = LossWindow.ofCheckpointer(new LossWindow.Facts(100, -1, -1, TWO_MINUTES, -1));

        assertFalse(loss.known());
        assertEquals(
                "The primary has not been heard from since this start: held here is everything up to 100; how much more the"
                        + " primary has is not known.",
                loss.text());
    }
}
