package io.cairn.primary.journal;

import io.cairn.common.base.FatalHandler;
import io.cairn.common.model.TxRange;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;

/**
 * The one thread that writes and forces segments: takes a batch, makes it durable in every directory, releases who waits
 * for it, and rolls where the writer asked for it. Ends when the journal is closed or has failed. Its thread must not be
 * interrupted: the platform closes a file under an interrupted thread. Thread-safe.
 */
final class JournalThread {
    private final GroupCommit commit;
    private final SegmentRoller roller;
    private final ExecutorService parallel;
    private final JournalListener listener;
    private final FatalHandler fatal;
    private final LongSupplier nanoTicker;
    private final Thread thread;
    /** First txid of the segment being written. Written by this thread only. */
    private volatile long segmentFirstTxid;
    /** What of that segment is durable. Written by this thread only. */
    private volatile DurableSegment durable;

    JournalThread(
            GroupCommit commit,
            SegmentRoller roller,
            ExecutorService parallel,
            long segmentFirstTxid,
            long segmentBytes,
            JournalListener listener,
            FatalHandler fatal,
            LongSupplier nanoTicker) {
        this.commit = commit;
        this.roller = roller;
        this.parallel = parallel;
        this.segmentFirstTxid = segmentFirstTxid;
        this.durable = started(segmentFirstTxid, segmentBytes);
        this.listener = listener;
        this.fatal = fatal;
        this.nanoTicker = nanoTicker;
        this.thread = new Thread(this::run, "cairn-journal");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    long segmentFirstTxid() {
        return segmentFirstTxid;
    }

    DurableSegment durableSegment() {
        return durable;
    }

    private static DurableSegment started(long firstTxid, long bytes) {
        return new DurableSegment(new TxRange(firstTxid, firstTxid), bytes);
    }

    /** Waits until the thread has ended. */
    void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean open = true;
            while (open) {
                Optional<GroupCommit.Batch> batch = commit.take();
                open = batch.isPresent() && process(batch.get());
            }
        } catch (JournalFailedException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(new JournalFailedException("The journal thread met a defect: " + e, e));
        } finally {
            roller.close();
            parallel.shutdown();
        }
    }

    /** True if more is to come. */
    private boolean process(GroupCommit.Batch batch) throws JournalFailedException {
        if (batch.byteCount() > 0) {
            long startNanos = nanoTicker.getAsLong();
            roller.commit(batch.array(), batch.byteCount());
            durable = new DurableSegment(
                    new TxRange(segmentFirstTxid, batch.lastTxid()), durable.bytes() + batch.byteCount());
            commit.release(batch, batch.lastTxid());
            listener.forced(batch.editCount(), batch.byteCount(), nanoTicker.getAsLong() - startNanos);
        } else {
            commit.release(batch, batch.lastTxid());
        }
        Optional<GroupCommit.SegmentEnd> end = batch.end();
        if (end.isPresent()) {
            roll(end.get());
        }
        commit.recycle(batch);
        return end.isEmpty() || !end.get().closesJournal();
    }

    private void roll(GroupCommit.SegmentEnd end) throws JournalFailedException {
        long startNanos = nanoTicker.getAsLong();
        TxRange segment = new TxRange(segmentFirstTxid, end.lastTxid());
        long nextTxid = end.lastTxid() + 1;
        roller.finish(end.lastTxid());
        if (!end.closesJournal()) {
            roller.open(nextTxid, end.next());
            segmentFirstTxid = nextTxid;
            durable = started(nextTxid, end.next().length);
            commit.advance(nextTxid);
        }
        listener.rolled(segment, nanoTicker.getAsLong() - startNanos);
        end.result().complete(new RollResult(segment, nextTxid));
    }

    private void fail(JournalFailedException cause) {
        try {
            commit.fail(cause);
        } finally {
            fatal.fatal("The journal failed; no change is acknowledged any more", cause);
        }
    }
}
