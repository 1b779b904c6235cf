package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.CorruptEditException.Kind;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.OpCode;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a segment holds, found by walking its frames without reading their bodies; so it also works for layouts newer than
 * the newest known. Immutable.
 *
 * @param layout of the header; null if the header cannot be used, and then there are no ops
 * @param firstTxid of the first op, {@link CorruptEditException#NO_TXID} without ops
 * @param lastTxid of the last op before the first trouble, or {@link CorruptEditException#NO_TXID}
 * @param ops number of ops up to {@code lastTxid}
 * @param validBytes length of header and those ops: what the file may be cut to when the tail is torn
 * @param tail what follows
 * @param ended true if the last op is OP_END_LOG_SEGMENT: the segment was ended in an orderly way
 * @param highestTxid the highest txid of all intact ops, also those behind damage; equals {@code lastTxid} without damage
 * @param problem what was found where the valid bytes end; null if the tail is clean or padded
 */
public record SegmentScan(
        @Nullable LayoutVersion layout,
        long firstTxid,
        long lastTxid,
        long ops,
        long validBytes,
        SegmentTail tail,
        boolean ended,
        long highestTxid,
        @Nullable CorruptEditException problem) {

    /** Scans a segment. Damage is part of the answer; an exception means the file could not be read. */
    public static SegmentScan of(ByteSource source) throws IOException {
        return of(source, EditsFormat.FRAME_BYTES_MAX);
    }

    /** As {@link #of(ByteSource)}; frames of more than {@code frameBytesMax} bytes are taken for damage. */
    public static SegmentScan of(ByteSource source, int frameBytesMax) throws IOException {
        LayoutVersion layout;
        try {
            layout = SegmentHeader.readFramed(source);
        } catch (CorruptEditException e) {
            return new Walk(source, 0, frameBytesMax).withoutHeader(e);
        }
        return new Walk(source, EditsFormat.HEADER_BYTES, frameBytesMax).run(layout);
    }

    /** True if there is no op at all. */
    public boolean isEmpty() {
        return ops == 0;
    }

    /** As {@link #layout()}, for callers that ask. */
    public Optional<LayoutVersion> knownLayout() {
        return Optional.ofNullable(layout);
    }

    /** As {@link #problem()}, for callers that ask. */
    public Optional<CorruptEditException> trouble() {
        return Optional.ofNullable(problem);
    }

    /** One pass over a segment. Single use, one thread. */
    private static final class Walk {
        private final ByteSource source;
        private final FrameReader frames;
        private long firstTxid = CorruptEditException.NO_TXID;
        private long lastTxid = CorruptEditException.NO_TXID;
        private long highestTxid = CorruptEditException.NO_TXID;
        private long ops;
        private long validBytes;
        private boolean ended;

        Walk(ByteSource source, long start, int frameBytesMax) {
            this.source = source;
            this.frames = new FrameReader(source, start, frameBytesMax);
            this.validBytes = start;
        }

        SegmentScan run(LayoutVersion layout) throws IOException {
            CorruptEditException problem = null;
            SegmentTail tail;
            try {
                while (frames.next()) {
                    take(frames.frame());
                }
                tail = frames.tail();
            } catch (CorruptEditException e) {
                problem = e;
                tail = e.kind() == Kind.TORN ? SegmentTail.TORN : SegmentTail.DAMAGED;
                seeWhatFollows();
            }
            return result(layout, tail, problem);
        }

        /** There are no ops before the trouble, but intact frames may still lie about. */
        SegmentScan withoutHeader(CorruptEditException problem) throws IOException {
            long length = source.length();
            boolean intactFrames = length > 0 && frames.resync();
            SegmentTail tail = SegmentTail.CLEAN;
            if (intactFrames) {
                highestTxid = frames.frame().txid();
                seeWhatFollows();
                tail = SegmentTail.DAMAGED;
            } else if (length > 0) {
                tail = isPadding(length) ? SegmentTail.PADDED : SegmentTail.TORN;
            }
            return result(null, tail, problem);
        }

        private void take(OpFrame frame) throws CorruptEditException {
            if (ops > 0 && frame.txid() != lastTxid + 1) {
                throw new CorruptEditException(
                        Kind.GAP,
                        source.name(),
                        frame.offset(),
                        lastTxid,
                        "txid " + (lastTxid + 1),
                        "txid " + frame.txid());
            }
            if (ops == 0) {
                firstTxid = frame.txid();
            }
            ops++;
            lastTxid = frame.txid();
            highestTxid = lastTxid;
            validBytes = frame.endOffset();
            ended = frame.opcode() == OpCode.OP_END_LOG_SEGMENT.code();
        }

        private void seeWhatFollows() throws IOException {
            highestTxid = Math.max(highestTxid, frames.frame().txid());
            boolean more = true;
            while (more) {
                try {
                    more = frames.next();
                } catch (CorruptEditException e) {
                    more = frames.resync();
                }
                if (more) {
                    highestTxid = Math.max(highestTxid, frames.frame().txid());
                }
            }
        }

        private boolean isPadding(long length) throws IOException {
            byte[] chunk = new byte[8192];
            for (long offset = 0; offset < length; offset += chunk.length) {
                int count = (int) Math.min(chunk.length, length - offset);
                source.readFully(offset, chunk, 0, count);
                for (int i = 0; i < count; i++) {
                    if (chunk[i] != 0 && chunk[i] != EditsFormat.TERMINATOR) {
                        return false;
                    }
                }
            }
            return true;
        }

        private SegmentScan result(
                @Nullable LayoutVersion layout, SegmentTail tail, @Nullable CorruptEditException problem) {
            return new SegmentScan(layout, firstTxid, lastTxid, ops, validBytes, tail, ended, highestTxid, problem);
        }
    }
}
