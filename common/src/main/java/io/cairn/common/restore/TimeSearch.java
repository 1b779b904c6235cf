package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.SegmentFile;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Finds the transaction that a point in time stands for: the last op whose own time (see {@link EditTimes}) is not later,
 * and the ops without a time that follow it, up to before the next one that has a time. Single use, one thread.
 */
final class TimeSearch {
    private final Disk disk;
    private final Instant until;
    private final long untilMillis;
    private long found = -1;
    private long firstMillis = -1;
    private long lastMillis = -1;
    private long turnedBackAt = -1;
    private boolean open;

    /**
     * @param txid the transaction
     * @param clockTurnedBackAt first transaction whose time is more than a second before that of one before it, so that
     *     the clock was set and the time may stand for more than one transaction; empty without such a one
     */
    record Found(long txid, OptionalLong clockTurnedBackAt) {}

    TimeSearch(Disk disk, Instant until) {
        this.disk = disk;
        this.until = until;
        this.untilMillis = until.toEpochMilli();
    }

    /** Reads a segment; they are handed in ascending, each following the one before. */
    void read(SegmentFile segment) throws IOException {
        try (ByteSource source = disk.open(segment.path())) {
            EditReader edits = EditReader.open(source).upTo(segment.lastTxid());
            while (edits.next()) {
                take(edits);
            }
        }
    }

    private void take(EditReader edits) {
        OptionalLong time = EditTimes.of(edits.op());
        if (time.isEmpty()) {
            found = open ? edits.txid() : found;
            return;
        }
        long millis = time.getAsLong();
        firstMillis = firstMillis < 0 ? millis : Math.min(firstMillis, millis);
        if (millis < lastMillis - 1000 && turnedBackAt < 0) {
            turnedBackAt = edits.txid();
        }
        lastMillis = Math.max(lastMillis, millis);
        open = millis <= untilMillis;
        if (open) {
            found = edits.txid();
        }
    }

    /** True if an op was seen that is later than the time wanted. */
    boolean sawLater() {
        return lastMillis > untilMillis;
    }

    /**
     * The transaction.
     *
     * @param source name of what was searched, for messages
     * @throws RestoreRefusedException if all times are later, or there is none, saying which there are
     */
    Found result(String source) throws RestoreRefusedException {
        if (found < 0) {
            String times = firstMillis < 0
                    ? "none of its edits carries a time"
                    : "its edits go from " + Instant.ofEpochMilli(firstMillis) + " to "
                            + Instant.ofEpochMilli(lastMillis);
            throw new RestoreRefusedException(
                    "No edit of " + source + " is of " + until + " or before: " + times,
                    "choose a time in between, or name a transaction with --to-txid");
        }
        return new Found(found, turnedBackAt < 0 ? OptionalLong.empty() : OptionalLong.of(turnedBackAt));
    }
}
