package io.cairn.primary.journal;

import io.cairn.common.bytes.ByteWriter;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands edits from the writer thread to the journal thread in batches, and says when each is durable. While one batch is
 * forced the next one gathers; all edits of a batch share one future, so that releasing them costs the same whether one
 * caller waits or a thousand. Thread-safe: one lock, never held over I/O.
 */
final class GroupCommit {
    /** Ends of segments that may wait; the writer thread waits before it adds one more. */
    private static final int SEALED_MAX = 16;

    private final int batchBytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    /** Work for the journal thread appeared. */
    private final Condition work = lock.newCondition();
    /** The journal thread took a batch. */
    private final Condition room = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<Batch> sealed = new ArrayDeque<>();
    private @Nullable Batch taken;
    private Batch open;
    private @Nullable Batch spare;
    private @Nullable JournalFailedException failure;
    private boolean closed;
    private boolean idle;

    private volatile long lastWritten;
    private volatile long durable;

    /** Edits that are written and forced together, at most one end of a segment behind them. */
    static final class Batch {
        private final ByteWriter bytes = new ByteWriter(1 << 16);
        private CompletableFuture<Void> done = new CompletableFuture<>();
        private long lastTxid;
        private int edits;
        private @Nullable SegmentEnd end;

        byte[] array() {
            return bytes.array();
        }

        int byteCount() {
            return bytes.position();
        }

        int editCount() {
            return edits;
        }

        long lastTxid() {
            return lastTxid;
        }

        /** What to do with the segment once the batch is durable. */
        Optional<SegmentEnd> end() {
            return Optional.ofNullable(end);
        }

        private boolean isEmpty() {
            return edits == 0 && end == null;
        }
    }

    /**
     * The segment ends behind a batch.
     *
     * @param lastTxid last transaction of the segment
     * @param next first bytes of the next segment (header and first edit), whose txid is {@code lastTxid + 1}; empty
     *     when the journal closes
     * @param result told how it went
     */
    record SegmentEnd(long lastTxid, byte[] next, CompletableFuture<RollResult> result) {
        boolean closesJournal() {
            return next.length == 0;
        }
    }

    /** Starts behind {@code durableTxid}, the last transaction that is on disk already. */
    GroupCommit(long durableTxid, int batchBytesMax) {
        this.batchBytesMax = batchBytesMax;
        this.lastWritten = durableTxid;
        this.durable = durableTxid;
        this.open = new Batch();
        this.open.lastTxid = durableTxid;
    }

    /**
     * Adds an edit. Waits while {@code batchBytesMax} bytes are waiting for the disk. Writer thread only.
     *
     * @throws JournalFailedException if nothing can become durable any more
     */
    void append(long txid, byte[] frame, int count) throws JournalFailedException {
        lock.lock();
        try {
            while (open.byteCount() >= batchBytesMax && failure == null) {
                room.awaitUninterruptibly();
            }
            requireUsable();
            open.bytes.bytes(frame, 0, count);
            open.edits++;
            open.lastTxid = txid;
            lastWritten = txid;
            wake();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the batch and the segment behind the last edit appended. Writer thread only.
     *
     * @param nextTxid what the writer has now reached: the txid of the edit in {@code end.next()}, or of the last one
     */
    void end(SegmentEnd end, long nextTxid) throws JournalFailedException {
        lock.lock();
        try {
            while (sealed.size() >= SEALED_MAX && failure == null) {
                room.awaitUninterruptibly();
            }
            requireUsable();
            Batch ended = open;
            ended.end = end;
            sealed.add(ended);
            open = fresh(nextTxid);
            lastWritten = nextTxid;
            closed |= end.closesJournal();
            wake();
        } finally {
            lock.unlock();
        }
    }

    private void requireUsable() throws JournalFailedException {
        if (failure != null) {
            throw new JournalFailedException(String.valueOf(failure.getMessage()), failure);
        }
        if (closed) {
            throw new IllegalStateException("The journal is closed");
        }
    }

    private void wake() {
        if (idle) {
            idle = false;
            work.signal();
        }
    }

    private Batch fresh(long lastTxid) {
        Batch batch = spare == null ? new Batch() : spare;
        spare = null;
        batch.lastTxid = lastTxid;
        return batch;
    }

    /** The next batch, waiting for one; empty when the journal failed. Journal thread only. */
    Optional<Batch> take() {
        lock.lock();
        try {
            while (failure == null && sealed.isEmpty() && open.isEmpty()) {
                idle = true;
                work.awaitUninterruptibly();
            }
            idle = false;
            if (failure != null) {
                return Optional.empty();
            }
            Batch batch = sealed.poll();
            if (batch == null) {
                batch = open;
                open = fresh(batch.lastTxid);
            }
            taken = batch;
            room.signal();
            return Optional.of(batch);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The edits of {@code batch} are durable: releases who waits for them. Journal thread only.
     *
     * @param durableTxid up to where everything is durable now
     */
    void release(Batch batch, long durableTxid) {
        CompletableFuture<Void> done;
        lock.lock();
        try {
            durable = durableTxid;
            done = batch.done;
        } finally {
            lock.unlock();
        }
        done.complete(null);
    }

    /** The first edit of a new segment is durable: nothing before {@code txid} is missing. Journal thread only. */
    void advance(long txid) {
        lock.lock();
        try {
            durable = Math.max(durable, txid);
        } finally {
            lock.unlock();
        }
    }

    /** Gives back a batch that was released, so that its buffer is used again. Journal thread only. */
    void recycle(Batch batch) {
        lock.lock();
        try {
            taken = null;
            if (spare == null && batch.array().length <= 2L * batchBytesMax) {
                batch.bytes.reset();
                batch.edits = 0;
                batch.end = null;
                batch.done = new CompletableFuture<>();
                spare = batch;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing becomes durable any more: fails everybody who waits and every later call. */
    void fail(JournalFailedException cause) {
        ArrayDeque<Batch> lost = new ArrayDeque<>();
        lock.lock();
        try {
            if (failure != null) {
                return;
            }
            failure = cause;
            if (taken != null) {
                lost.add(taken);
            }
            lost.addAll(sealed);
            lost.add(open);
            sealed.clear();
            room.signalAll();
            work.signalAll();
        } finally {
            lock.unlock();
        }
        for (Batch batch : lost) {
            batch.done.completeExceptionally(cause);
            batch.end().ifPresent(end -> end.result().completeExceptionally(cause));
        }
    }

    /**
     * Completes when {@code txid} is durable, or with {@link JournalFailedException}.
     *
     * @throws IllegalArgumentException if {@code txid} was not appended yet
     */
    CompletableFuture<Void> durable(long txid) {
        if (txid <= durable) {
            return CompletableFuture.completedFuture(null);
        }
        lock.lock();
        try {
            if (txid <= durable) {
                return CompletableFuture.completedFuture(null);
            }
            if (txid > lastWritten) {
                throw new IllegalArgumentException("Txid " + txid + " was not written yet; the last is " + lastWritten);
            }
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            return batchOf(txid);
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Void> batchOf(long txid) {
        if (taken != null && contains(taken, txid)) {
            return future(taken, txid);
        }
        for (Batch batch : sealed) {
            if (contains(batch, txid)) {
                return future(batch, txid);
            }
        }
        return open.done;
    }

    /** True if {@code txid}, known to be behind all earlier batches, becomes durable with {@code batch} or its end. */
    private static boolean contains(Batch batch, long txid) {
        SegmentEnd end = batch.end;
        long last = end != null && !end.closesJournal() ? batch.lastTxid + 1 : batch.lastTxid;
        return txid <= last;
    }

    private static CompletableFuture<Void> future(Batch batch, long txid) {
        SegmentEnd end = batch.end;
        return txid > batch.lastTxid && end != null ? end.result().thenApply(roll -> null) : batch.done;
    }

    long lastWrittenTxid() {
        return lastWritten;
    }

    long durableTxid() {
        return durable;
    }

    /** Why nothing becomes durable any more; empty while all is well. */
    Optional<JournalFailedException> failure() {
        lock.lock();
        try {
            return Optional.ofNullable(failure);
        } finally {
            lock.unlock();
        }
    }
}
