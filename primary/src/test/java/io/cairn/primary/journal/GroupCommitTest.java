package io.cairn.primary.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.model.TxRange;
import io.cairn.primary.journal.GroupCommit.Batch;
import io.cairn.primary.journal.GroupCommit.SegmentEnd;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GroupCommitTest {
    private final GroupCommit commit = new GroupCommit(10, 100);

    @Test
    void gathersWhileABatchIsBeingForced() throws IOException {
        append(11);
        Batch first = commit.take().orElseThrow();
        append(12);
        append(13);
        CompletableFuture<Void> of11 = commit.durable(11);
        CompletableFuture<Void> of12 = commit.durable(12);
        CompletableFuture<Void> of13 = commit.durable(13);
        assertEquals(1, first.editCount());

        commit.release(first, first.lastTxid());
        assertTrue(of11.isDone());
        assertFalse(of12.isDone());
        assertEquals(11, commit.durableTxid());
        commit.recycle(first);
        Batch second = commit.take().orElseThrow();
        assertEquals(2, second.editCount());
        assertEquals(13, second.lastTxid());
        assertFalse(of12.isDone());
        commit.release(second, second.lastTxid());
        assertTrue(of12.isDone() && of13.isDone());
    }

    @Test
    void whatWasDurableBeforeNeedsNoWaiting() {
        assertTrue(commit.durable(10).isDone());
        assertThrows(IllegalArgumentException.class, () -> commit.durable(11));
    }

    @Test
    void firstEditOfASegmentIsDurableOnlyWithTheRoll() throws IOException {
        append(11);
        CompletableFuture<RollResult> result = new CompletableFuture<>();
        commit.end(new SegmentEnd(11, new byte[5], result), 12);
        append(13);
        CompletableFuture<Void> of12 = commit.durable(12);
        Batch batch = commit.take().orElseThrow();
        commit.release(batch, 11);
        assertTrue(commit.durable(11).isDone());
        assertFalse(of12.isDone());
        assertFalse(commit.durable(12).isDone());

        commit.advance(12);
        result.complete(new RollResult(new TxRange(1, 11), 12));
        commit.recycle(batch);
        assertTrue(of12.isDone());
        assertTrue(commit.durable(12).isDone());
        assertFalse(commit.durable(13).isDone());
        assertEquals(13, commit.take().orElseThrow().lastTxid());
    }

    @Test
    void failureReachesEverybodyAndEveryLaterCall() throws IOException {
        append(11);
        Batch taken = commit.take().orElseThrow();
        append(12);
        CompletableFuture<RollResult> result = new CompletableFuture<>();
        commit.end(new SegmentEnd(12, new byte[5], result), 13);
        append(14);
        var waiting = List.of(commit.durable(11), commit.durable(12), commit.durable(13), commit.durable(14), result);
        assertEquals(1, taken.editCount());

        commit.fail(new JournalFailedException("test", new IOException("disk")));
        waiting.forEach(future -> assertTrue(future.isCompletedExceptionally()));
        assertThrows(JournalFailedException.class, () -> append(15));
        assertTrue(commit.durable(14).isCompletedExceptionally());
        assertTrue(commit.durable(10).isDone());
        assertEquals(Optional.empty(), commit.take());
    }

    @Test
    void writerWaitsWhenTooMuchIsQueued() throws Exception {
        for (long txid = 11; txid <= 20; txid++) {
            append(txid); // ten bytes each
        }
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            started.countDown();
            try {
                append(21);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        started.await();
        assertEquals(20, commit.lastWrittenTxid());
        assertEquals(20, commit.take().orElseThrow().lastTxid());
        writer.get(30, TimeUnit.SECONDS);
        assertEquals(21, commit.lastWrittenTxid());
    }

    @Test
    void takesNothingMoreOnceClosed() throws IOException {
        commit.end(new SegmentEnd(10, new byte[0], new CompletableFuture<>()), 10);
        assertThrows(IllegalStateException.class, () -> append(11));
        assertTrue(commit.take().orElseThrow().end().orElseThrow().closesJournal());
    }

    private void append(long txid) throws JournalFailedException {
        commit.append(txid, new byte[10], 10);
    }
}
