package io.cairn.common.replay;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.TxRange;
import io.cairn.common.namespace.Namespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Replays finalised segments on a namespace, each transaction exactly once and in order. Segments of different
 * directories that hold the same transactions are alternatives: when one cannot be read, another takes over at the
 * transaction that is needed next. Commits in units. Confined to the writer thread.
 */
public final class EditReplayer {
    private static final int DEFAULT_UNIT_EDITS = 1000;

    private final Disk disk;
    private final Namespace namespace;
    private final int unitEdits;
    private final LongConsumer progress;
    private long committedTxid;

    /** Commits every thousand edits and tells nobody. */
    public EditReplayer(Disk disk, Namespace namespace) {
        this(disk, namespace, DEFAULT_UNIT_EDITS, txid -> {});
    }

    /**
     * @param unitEdits edits per commit
     * @param progress is told the last committed txid after each commit
     */
    public EditReplayer(Disk disk, Namespace namespace, int unitEdits, LongConsumer progress) {
        this.disk = disk;
        this.namespace = namespace;
        this.unitEdits = unitEdits;
        this.progress = progress;
        committedTxid = namespace.appliedTxid();
    }

    /**
     * Replays up to {@code lastTxid} and commits.
     *
     * @param segments in any order; those wholly applied are not opened
     * @return last transaction applied, i.e. {@code lastTxid} or what was applied already if that is more
     * @throws MissingTransactionsException before anything is applied, if the segments do not cover what is needed
     * @throws IOException if a transaction can be read from none of the segments that should hold it; the failures of
     *     the alternatives are attached. What was applied before is committed
     */
    public long replay(List<SegmentFile> segments, long lastTxid) throws IOException {
        return replay(segments, lastTxid, () -> false);
    }

    /**
     * As {@link #replay(List, long)}, but stops early, with everything committed, when {@code full} says so after a
     * unit. Call again to go on.
     *
     * @return last transaction applied
     */
    public long replay(List<SegmentFile> segments, long lastTxid, BooleanSupplier full) throws IOException {
        requireAll(segments, lastTxid);
        boolean stopped = false;
        while (!stopped && namespace.appliedTxid() < lastTxid) {
            stopped = replayNext(segments, lastTxid, full);
        }
        commit();
        return namespace.appliedTxid();
    }

    private void requireAll(List<SegmentFile> segments, long lastTxid) throws MissingTransactionsException {
        long first = namespace.appliedTxid() + 1;
        List<TxRange> missing = RecoveryPlan.missing(first, lastTxid, segments);
        if (!missing.isEmpty()) {
            List<Path> at = segments.stream().map(SegmentFile::path).toList();
            throw new MissingTransactionsException(
                    missing, "needed are " + first + " to " + lastTxid + ", at hand are " + at);
        }
    }

    /** Reads on from the best segment that has the next transaction; true if told to stop. */
    private boolean replayNext(List<SegmentFile> segments, long lastTxid, BooleanSupplier full) throws IOException {
        IOException failure = null;
        for (SegmentFile segment : alternatives(segments, namespace.appliedTxid() + 1)) {
            if (segment.lastTxid() <= namespace.appliedTxid()) {
                continue;
            }
            try {
                return replaySegment(segment, lastTxid, full);
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        commit();
        if (failure == null) {
            throw new IllegalStateException("No segment has txid " + (namespace.appliedTxid() + 1));
        }
        throw failure;
    }

    private static List<SegmentFile> alternatives(List<SegmentFile> segments, long txid) {
        return segments.stream()
                .filter(segment -> segment.range().contains(txid))
                .sorted(Comparator.comparingLong(SegmentFile::lastTxid).reversed())
                .toList();
    }

    private boolean replaySegment(SegmentFile segment, long lastTxid, BooleanSupplier full) throws IOException {
        try (ByteSource source = disk.open(segment.path())) {
            EditReader edits = EditReader.open(source)
                    .upTo(Math.min(segment.lastTxid(), lastTxid))
                    .startingWith(segment.firstTxid());
            while (edits.next()) {
                if (edits.txid() <= namespace.appliedTxid()) {
                    continue;
                }
                namespace.apply(edits.edit());
                if (namespace.appliedTxid() - committedTxid >= unitEdits) {
                    commit();
                    if (full.getAsBoolean()) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private void commit() {
        long applied = namespace.appliedTxid();
        if (applied > committedTxid) {
            namespace.commit(applied);
            committedTxid = applied;
            progress.accept(applied);
        }
    }
}
