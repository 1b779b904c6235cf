package io.cairn.primary.journal;

import io.cairn.common.base.FatalHandler;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.codec.edits.EditEncoder;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.EndLogSegmentOp;
import io.cairn.common.op.StartLogSegmentOp;
import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The edit log. The writer thread appends and rolls; nothing that it appended may be answered before {@link #durable}
 * says so. After a crash every edit that was durable is found again, and none behind a gap.
 *
 * <p>When too few directories are left the journal has failed for good: every pending and later call ends in
 * {@link JournalFailedException} and the fault handler is told.
 *
 * <p>Thread-safe: {@link #append}, {@link #roll} and {@link #close} belong to the writer thread, everything else is open
 * to all.
 */
public final class EditJournal implements Closeable {
    private final EditEncoder encoder;
    private final GroupCommit commit;
    private final JournalThread thread;
    private final ByteWriter frame = new ByteWriter();
    /** Confined to the writer thread. */
    private long lastTxid;

    private boolean closed;

    private EditJournal(EditEncoder encoder, GroupCommit commit, JournalThread thread, long lastTxid) {
        this.encoder = encoder;
        this.commit = commit;
        this.thread = thread;
        this.lastTxid = lastTxid;
    }

    /**
     * Opens the segment that starts at {@code lastTxid + 1} in all edits directories and starts the journal thread. The
     * segment's first edit and {@code seen_txid} are durable on return.
     *
     * @param directories all storage directories of the process, recovered and locked
     * @param lastTxid last transaction there is
     * @param nanoTicker monotonic clock for the durations that {@code listener} is told
     * @throws JournalFailedException if the segment could be opened in too few directories
     */
    public static EditJournal open(
            Disk disk,
            List<StorageDirectory> directories,
            JournalSettings settings,
            long lastTxid,
            JournalListener listener,
            FatalHandler fatal,
            LongSupplier nanoTicker)
            throws JournalFailedException {
        EditEncoder encoder = new EditEncoder(settings.layout());
        ExecutorService parallel = Executors.newCachedThreadPool(directoryThreads());
        SegmentRoller roller = new SegmentRoller(disk, settings, directories, parallel, listener);
        long firstTxid = lastTxid + 1;
        boolean opened = false;
        byte[] start = segmentStart(encoder, firstTxid);
        try {
            roller.open(firstTxid, start);
            opened = true;
        } finally {
            if (!opened) {
                roller.close();
                parallel.shutdown();
            }
        }
        GroupCommit commit = new GroupCommit(firstTxid, settings.batchBytesMax());
        JournalThread thread =
                new JournalThread(commit, roller, parallel, firstTxid, start.length, listener, fatal, nanoTicker);
        thread.start();
        return new EditJournal(encoder, commit, thread, firstTxid);
    }

    /** Header and first edit of a segment. */
    private static byte[] segmentStart(EditEncoder encoder, long firstTxid) {
        ByteWriter start = new ByteWriter();
        encoder.header(start);
        encoder.encode(firstTxid, new StartLogSegmentOp(), start);
        return start.toByteArray();
    }

    private static ThreadFactory directoryThreads() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "cairn-journal-directory-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Gives {@code op} the next txid and queues it for the disk. Waits when too much is queued already.
     *
     * @return the txid; not durable yet
     * @throws JournalFailedException if the journal has failed; the op is then not logged
     * @throws io.cairn.common.codec.edits.UnwritableOpException if {@code op} cannot be written at this layout version;
     *     nothing was changed
     */
    public long append(EditOp op) throws JournalFailedException {
        long txid = lastTxid + 1;
        frame.reset();
        encoder.encode(txid, op, frame);
        commit.append(txid, frame.array(), frame.position());
        lastTxid = txid;
        return txid;
    }

    /**
     * Ends the segment behind the last edit appended and opens the next one. Appending goes on meanwhile.
     *
     * @return completes when the old segment is finalised and the new one is open, on the journal thread
     * @throws JournalFailedException if the journal has failed
     */
    public CompletableFuture<RollResult> roll() throws JournalFailedException {
        long endTxid = append(new EndLogSegmentOp());
        long startTxid = endTxid + 1;
        byte[] start = segmentStart(encoder, startTxid);
        CompletableFuture<RollResult> result = new CompletableFuture<>();
        commit.end(new GroupCommit.SegmentEnd(endTxid, start, result), startTxid);
        lastTxid = startTxid;
        return result;
    }

    /**
     * Completes when {@code txid} and everything before it is durable, or exceptionally with
     * {@link JournalFailedException}. Runs dependents on the journal thread: they must be short, or be handed to an
     * executor.
     *
     * @throws IllegalArgumentException if {@code txid} was not appended yet
     */
    public CompletableFuture<Void> durable(long txid) {
        return commit.durable(txid);
    }

    /**
     * Waits until {@code txid} is durable.
     *
     * @throws JournalFailedException if it will never be
     */
    public void awaitDurable(long txid) throws JournalFailedException {
        try {
            durable(txid).join();
        } catch (CompletionException e) {
            throw new JournalFailedException("Txid " + txid + " is not durable: the journal failed", e);
        }
    }

    /** Last transaction appended, durable or not. */
    public long lastWrittenTxid() {
        return commit.lastWrittenTxid();
    }

    /** Last transaction of which it is known that a crash cannot take it back. */
    public long durableTxid() {
        return commit.durableTxid();
    }

    /** How much of the segment that is being written a crash cannot take back; may lag behind {@link #durableTxid}. */
    public DurableSegment durableSegment() {
        return thread.durableSegment();
    }

    /** First transaction of the segment that is being written; it lags behind {@link #roll} until that completes. */
    public long segmentFirstTxid() {
        return thread.segmentFirstTxid();
    }

    /** Why nothing is acknowledged any more; empty while the journal works. */
    public Optional<JournalFailedException> failure() {
        return commit.failure();
    }

    /**
     * Ends and finalises the segment and stops the journal thread. Everything appended is durable on return. A second
     * call does nothing.
     *
     * @throws JournalFailedException if that could not be done; what was durable stays so
     */
    @Override
    public void close() throws JournalFailedException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            long endTxid = append(new EndLogSegmentOp());
            CompletableFuture<RollResult> result = new CompletableFuture<>();
            commit.end(new GroupCommit.SegmentEnd(endTxid, new byte[0], result), endTxid);
            result.join();
        } catch (CompletionException e) {
            throw new JournalFailedException("The last segment could not be finalised", e);
        } finally {
            thread.join();
        }
    }
}
