package io.cairn.common.replay;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.CorruptEditException;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.TxRange;
import io.cairn.common.namespace.Namespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Replays finalised segments on a namespace, each transaction exactly once and in order. Segments of different
 * directories that hold the same transactions are alternatives: when one cannot be read, another takes over at the
 * transaction that is needed next, and damage that another one has bridged is skipped. Commits in units. Confined to the
 * writer thread.
 */
public final class EditReplayer {
    private static final int DEFAULT_UNIT_EDITS = 1000;

    private final Disk disk;
    private final Namespace namespace;
    private final int unitEdits;
    private final LongConsumer progress;
    private final DamageListener damage;
    private long committedTxid;

    /** Is told of each copy that could not be read, also where another one has taken over. */
    @FunctionalInterface
    public interface DamageListener {
        /** @param neededTxid the transaction at which reading ended */
        void unreadable(SegmentFile segment, long neededTxid, IOException cause);
    }

    /** Commits every thousand edits and tells nobody. */
    public EditReplayer(Disk disk, Namespace namespace) {
        this(disk, namespace, DEFAULT_UNIT_EDITS, txid -> {});
    }

    /**
     * @param unitEdits edits per commit
     * @param progress is told the last committed txid after each commit
     */
    public EditReplayer(Disk disk, Namespace namespace, int unitEdits, LongConsumer progress) {
        this(disk, namespace, unitEdits, progress, (segment, neededTxid, cause) -> {});
    }

    /** As the others; {@code damage} is told of what could not be read. */
    public EditReplayer(Disk disk, Namespace namespace, int unitEdits, LongConsumer progress, DamageListener damage) {
        this.disk = disk;
        this.damage = damage;
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
     * @throws UnreadableEditsException if a transaction can be read from none of the segments that should hold it. What
     *     was applied before is committed
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
        long before = namespace.appliedTxid();
        Map<SegmentFile, IOException> failures = new LinkedHashMap<>();
        for (SegmentFile segment : alternatives(segments, before + 1)) {
            if (segment.lastTxid() <= namespace.appliedTxid()) {
                continue;
            }
            try {
                return replaySegment(segment, lastTxid, full);
            } catch (IOException e) {
                failures.put(segment, e);
                damage.unreadable(segment, namespace.appliedTxid() + 1, e);
            }
        }
        commit();
        if (namespace.appliedTxid() > before) {
            return false; // Another copy may be intact from here on.
        }
        if (failures.isEmpty()) {
            throw new IllegalStateException("No segment has txid " + (before + 1));
        }
        throw new UnreadableEditsException(before + 1, failures);
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
            while (next(edits)) {
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

    /** Moves on, over damage that lies wholly before the transaction that is needed. */
    private boolean next(EditReader edits) throws IOException {
        long needed = namespace.appliedTxid() + 1;
        @Nullable CorruptEditException trouble = null;
        while (true) {
            boolean more;
            try {
                more = edits.next();
            } catch (CorruptEditException e) {
                trouble = trouble == null ? e : trouble;
                more = e.kind() == CorruptEditException.Kind.GAP ? edits.next() : edits.resync();
            }
            if (trouble == null) {
                return more;
            }
            if (!more || edits.txid() > needed) {
                throw trouble;
            }
            if (edits.txid() == needed) {
                return true;
            }
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
