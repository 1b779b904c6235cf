package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.op.AddOp;
import io.cairn.common.op.CloseOp;
import io.cairn.common.op.ConcatDeleteOp;
import io.cairn.common.op.CreateSnapshotOp;
import io.cairn.common.op.DeleteOp;
import io.cairn.common.op.DeleteSnapshotOp;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.MkdirOp;
import io.cairn.common.op.RenameOldOp;
import io.cairn.common.op.RenameOp;
import io.cairn.common.op.RenameSnapshotOp;
import io.cairn.common.op.RollingUpgradeFinalizeOp;
import io.cairn.common.op.RollingUpgradeStartOp;
import io.cairn.common.op.SymlinkOp;
import io.cairn.common.op.TruncateOp;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * When transactions happened, as far as the log says: creating, closing, deleting, renaming, making directories and links,
 * truncating, joining files and snapshots carry the wall clock of the primary. All other ops carry none, or, as OP_TIMES,
 * one that a user chose; they belong to the time of the op before them. Stateless.
 */
final class EditTimes {
    private static final Map<Class<? extends EditOp>, ToLongFunction<EditOp>> CLOCKS = new HashMap<>();

    static {
        clock(AddOp.class, AddOp::mtimeMillis);
        clock(CloseOp.class, CloseOp::mtimeMillis);
        clock(MkdirOp.class, MkdirOp::mtimeMillis);
        clock(SymlinkOp.class, SymlinkOp::mtimeMillis);
        clock(DeleteOp.class, DeleteOp::timeMillis);
        clock(RenameOldOp.class, RenameOldOp::timeMillis);
        clock(RenameOp.class, RenameOp::timeMillis);
        clock(ConcatDeleteOp.class, ConcatDeleteOp::timeMillis);
        clock(TruncateOp.class, TruncateOp::timeMillis);
        clock(CreateSnapshotOp.class, CreateSnapshotOp::mtimeMillis);
        clock(DeleteSnapshotOp.class, DeleteSnapshotOp::mtimeMillis);
        clock(RenameSnapshotOp.class, RenameSnapshotOp::mtimeMillis);
        clock(RollingUpgradeStartOp.class, RollingUpgradeStartOp::timeMillis);
        clock(RollingUpgradeFinalizeOp.class, RollingUpgradeFinalizeOp::timeMillis);
    }

    private EditTimes() {}

    private static <T extends EditOp> void clock(Class<T> type, ToLongFunction<T> time) {
        CLOCKS.put(type, op -> time.applyAsLong(type.cast(op)));
    }

    /** The time that an op carries, milliseconds since 1970, or empty. Snapshot ops of old layouts carry 0: none. */
    static OptionalLong of(EditOp op) {
        ToLongFunction<EditOp> clock = CLOCKS.get(op.getClass());
        if (clock == null) {
            return OptionalLong.empty();
        }
        long millis = clock.applyAsLong(op);
        return millis > 0 ? OptionalLong.of(millis) : OptionalLong.empty();
    }

    /**
     * The time of the last op up to {@code lastTxid} that carries one; empty if none does, or if a segment is damaged
     * before that.
     *
     * @param segments ascending; read from the newest backwards until one has a time
     */
    static OptionalLong lastUpTo(Disk disk, List<SegmentFile> segments, long lastTxid) throws IOException {
        OptionalLong found = OptionalLong.empty();
        for (int i = segments.size() - 1; i >= 0 && found.isEmpty(); i--) {
            SegmentFile segment = segments.get(i);
            if (segment.firstTxid() <= lastTxid) {
                found = lastIn(disk, segment, Math.min(lastTxid, segment.lastTxid()));
            }
        }
        return found;
    }

    private static OptionalLong lastIn(Disk disk, SegmentFile segment, long lastTxid) throws IOException {
        OptionalLong last = OptionalLong.empty();
        try (ByteSource source = disk.open(segment.path())) {
            EditReader edits = EditReader.open(source).upTo(lastTxid);
            while (edits.next()) {
                OptionalLong time = of(edits.op());
                if (time.isPresent()) {
                    last = time;
                }
            }
        }
        return last;
    }
}
