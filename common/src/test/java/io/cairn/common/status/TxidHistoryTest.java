package io.cairn.common.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TxidHistoryTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void oldestTransactionBeyondIsAsOldAsTheLastLookThatDidNotSeeIt() {
        TxidHistory history = new TxidHistory(16);
        history.observed(10, 0);
        history.observed(10, 5 * SECOND);
        history.observed(20, 6 * SECOND);
        history.observed(30, 7 * SECOND);

        assertEquals(new TxidHistory.Age(Duration.ofSeconds(5), true), history.ageBeyond(10, 10 * SECOND));
        assertEquals(new TxidHistory.Age(Duration.ofSeconds(5), true), history.ageBeyond(19, 10 * SECOND));
        assertEquals(new TxidHistory.Age(Duration.ofSeconds(4), true), history.ageBeyond(20, 10 * SECOND));
        assertEquals(new TxidHistory.Age(Duration.ZERO, true), history.ageBeyond(30, 10 * SECOND));
    }

    @Test
    void whatIsOlderThanTheFirstLookIsOnlyKnownToBeOlder() {
        TxidHistory history = new TxidHistory(16);
        history.observed(10, 0);

        assertEquals(new TxidHistory.Age(Duration.ofSeconds(3), false), history.ageBeyond(9, 3 * SECOND));
        assertEquals(new TxidHistory.Age(Duration.ZERO, false), new TxidHistory(16).ageBeyond(9, 3 * SECOND));
    }

    @Test
    void aLogThatWasPutBackForgetsTheFutureItHad() {
        TxidHistory history = new TxidHistory(16);
        history.observed(10, 0);
        history.observed(50, SECOND);
        history.observed(20, 2 * SECOND);

        assertEquals(new TxidHistory.Age(Duration.ZERO, true), history.ageBeyond(20, 3 * SECOND));
        assertEquals(new TxidHistory.Age(Duration.ofSeconds(3), true), history.ageBeyond(10, 3 * SECOND));
    }

    @Test
    void aFullHistoryNeverTakesATransactionForYoungerThanItIs() {
        long seed = 77;
        Random random = new Random(seed);
        TxidHistory history = new TxidHistory(32);
        long[] writtenAt = new long[5000];
        long txid = 0;
        history.observed(0, 0);
        for (int second = 1; second < 5000 && txid < 4000; second++) {
            int written = random.nextInt(3);
            for (int i = 0; i < written; i++) {
                writtenAt[(int) ++txid] = second * SECOND;
            }
            history.observed(txid, second * SECOND);
        }
        long now = 6000 * SECOND;
        for (int held = 0; held < txid; held++) {
            TxidHistory.Age age = history.ageBeyond(held, now);
            assertTrue(age.exact(), "seed " + seed + ", held " + held);
            assertTrue(age.time().toNanos() >= now - writtenAt[held + 1], "seed " + seed + ", held " + held);
        }
        TxidHistory.Age newest = history.ageBeyond(txid - 1, now);
        assertTrue(newest.time().toNanos() - (now - writtenAt[(int) txid]) <= 10 * SECOND, newest.toString());
    }
}
