package io.cairn.common.replay;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.CorruptEditException;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds out which transactions of a segment can be read. Stateless. */
public final class ReadableEdits {
    /** A file with more holes than this is of no use to anybody. */
    private static final int RANGES_MAX = 10_000;

    private ReadableEdits() {}

    /**
     * The transactions that are intact and understood, within those that the segment's name promises, ascending. Where
     * the disk itself gives an error, reading ends.
     */
    public static List<TxRange> of(Disk disk, SegmentFile segment) {
        List<TxRange> ranges = new ArrayList<>();
        try (ByteSource source = disk.open(segment.path())) {
            collect(EditReader.open(source).upTo(segment.lastTxid()), segment.range(), ranges);
        } catch (IOException e) {
            // What was found up to here can be read.
        }
        return ranges;
    }

    /** True if every transaction that the segment's name promises is intact and understood. */
    public static boolean areAllOf(Disk disk, SegmentFile segment) {
        return of(disk, segment).equals(List.of(segment.range()));
    }

    private static void collect(EditReader edits, TxRange promised, List<TxRange> ranges) throws IOException {
        long first = -1;
        long last = promised.firstTxid() - 1;
        try {
            while (next(edits) && ranges.size() < RANGES_MAX) {
                long txid = edits.txid();
                if (txid <= last || txid > promised.lastTxid()) {
                    continue; // noise that looks like an edit
                }
                if (first < 0 || txid != last + 1) {
                    add(first, last, ranges);
                    first = txid;
                }
                last = txid;
            }
        } finally {
            add(first, last, ranges);
        }
    }

    private static void add(long first, long last, List<TxRange> ranges) {
        if (first >= 0) {
            ranges.add(new TxRange(first, last));
        }
    }

    private static boolean next(EditReader edits) throws IOException {
        try {
            return edits.next();
        } catch (CorruptEditException e) {
            return e.kind() == CorruptEditException.Kind.GAP ? edits.next() : edits.resync();
        }
    }
}
