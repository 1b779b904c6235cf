package io.cairn.checkpointer.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns come again and again, whatever one of them throws, until the schedule is closed. */
@Timeout(60)
class SchedulesTest {
    private static final Duration OFTEN = Duration.ofMillis(1);
    private static final Duration NEVER_AGAIN = Duration.ofDays(31);

    @Test
    void eachTaskIsDoneAtOnceAndThenAgainOnItsOwnThread() throws InterruptedException {
        BlockingQueue<String> often = new LinkedBlockingQueue<>();
        BlockingQueue<String> once = new LinkedBlockingQueue<>();
        Schedules schedules = Schedules.start(List.of(task("often", OFTEN, often), task("once", NEVER_AGAIN, once)));
        for (int turn = 0; turn < 3; turn++) {
            assertEquals("cairn-often", often.take());
        }
        assertEquals("cairn-once", once.take());
        schedules.close();
        assertTrue(once.isEmpty());
    }

    private static Schedules.Task task(String name, Duration every, BlockingQueue<String> turns) {
        return new Schedules.Task(
                name, every, () -> turns.add(Thread.currentThread().getName()));
    }

    @Test
    void aTurnThatThrowsIsNotTheLast() throws InterruptedException {
        AtomicInteger turns = new AtomicInteger();
        CountDownLatch after = new CountDownLatch(1);
        Schedules schedules = Schedules.start(List.of(new Schedules.Task("failing", OFTEN, () -> {
            switch (turns.getAndIncrement()) {
                case 0 -> throw new IllegalStateException("planted");
                case 1 -> throw new OutOfMemoryError("planted");
                default -> after.countDown();
            }
        })));
        after.await();
        schedules.close();
        assertTrue(turns.get() > 2);
    }

    @Test
    void closingWaitsForTheTurnThatGoesOnAndLetsNoOtherBegin() throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean endedBeforeClosed = new AtomicBoolean();
        AtomicInteger turns = new AtomicInteger();
        Schedules schedules = Schedules.start(List.of(new Schedules.Task("slow", OFTEN, () -> {
            turns.incrementAndGet();
            began.countDown();
            await(mayEnd);
            ended.set(true);
        })));
        began.await();
        Thread closer = new Thread(() -> {
            schedules.close();
            endedBeforeClosed.set(ended.get());
        });
        closer.start();
        while (closer.isAlive() && closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertFalse(ended.get());
        mayEnd.countDown();
        closer.join();
        assertTrue(endedBeforeClosed.get());
        assertEquals(1, turns.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
