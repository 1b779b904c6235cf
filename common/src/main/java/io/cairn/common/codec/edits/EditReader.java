package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.codec.edits.CorruptEditException.Kind;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.Edit;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.OpCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment op after op, in memory that depends on the largest op alone. Does not close the source. Confined to one
 * thread.
 *
 * <pre>{@code
 * EditReader edits = EditReader.open(source).upTo(lastTxid).startingWith(firstTxid);
 * while (edits.next()) {
 *     apply(edits.txid(), edits.op());
 * }
 * }</pre>
 *
 * <p>After a {@link CorruptEditException} of kind {@code TORN} or {@code DAMAGED} reading may go on with {@link #resync};
 * after one of kind {@code GAP} simply with {@link #next}, which then delivers the op behind the gap.
 */
public final class EditReader {
    private final ByteSource source;
    private final LayoutVersion layout;
    private final FrameReader frames;
    private long lastTxidBound = Long.MAX_VALUE;
    private long expectedTxid = CorruptEditException.NO_TXID;
    private long lastTxid = CorruptEditException.NO_TXID;
    private boolean gapReported;
    private boolean finished;
    private @Nullable EditOp op;

    private EditReader(ByteSource source, LayoutVersion layout, int frameBytesMax) {
        this.source = source;
        this.layout = layout;
        this.frames = new FrameReader(source, EditsFormat.HEADER_BYTES, frameBytesMax);
    }

    /**
     * Reads the header.
     *
     * @throws CorruptEditException of kind {@code HEADER} if it is cut, was never written, has flags, or names a layout
     *     that is older than −56 or newer than the newest known
     */
    public static EditReader open(ByteSource source) throws IOException {
        return open(source, EditsFormat.FRAME_BYTES_MAX);
    }

    /** As {@link #open(ByteSource)}; frames of more than {@code frameBytesMax} bytes are taken for damage. */
    public static EditReader open(ByteSource source, int frameBytesMax) throws IOException {
        return new EditReader(source, SegmentHeader.readKnown(source), frameBytesMax);
    }

    /**
     * Stops after the op with this txid: a finalized segment may keep garbage behind the last op its name tells of. Ending
     * before it is then an error of kind {@code GAP}.
     */
    public EditReader upTo(long lastTxid) {
        lastTxidBound = lastTxid;
        return this;
    }

    /** From now on txids must rise by one, and the next is to be {@code txid}; anything else is an error of kind {@code GAP}. */
    public EditReader startingWith(long txid) {
        expectedTxid = txid;
        return this;
    }

    /** The layout the segment's own header names. */
    public LayoutVersion layout() {
        return layout;
    }

    /**
     * Moves to the next op.
     *
     * @return false at the end of the segment
     * @throws CorruptEditException if the bytes there are no op; see the class comment for going on
     */
    public boolean next() throws IOException {
        if (gapReported) {
            gapReported = false;
            return true;
        }
        if (finished || lastTxid == lastTxidBound) {
            finished = true;
            return false;
        }
        if (!frames.next()) {
            finished = true;
            checkEnd();
            return false;
        }
        return deliver();
    }

    /**
     * After a failed {@link #next}: looks from one byte further on for an op that is intact and understood, and moves to
     * it. The txids between are lost; a check of the order starts anew behind them.
     *
     * @return false if there is none up to the end of the file
     */
    public boolean resync() throws IOException {
        while (frames.resync()) {
            try {
                EditOp found = decode();
                if (found != null) {
                    accept(found);
                    return true;
                }
            } catch (MalformedBytesException e) {
                // not an op of this layout: look further on
            }
            frames.reject();
        }
        finished = true;
        return false;
    }

    /** The op that {@link #next} or {@link #resync} moved to. */
    public EditOp op() {
        if (op == null) {
            throw new IllegalStateException("No op was read yet");
        }
        return op;
    }

    /** Txid of {@link #op}, {@link CorruptEditException#NO_TXID} before the first. */
    public long txid() {
        return lastTxid;
    }

    /** Op and txid together. */
    public Edit edit() {
        return new Edit(lastTxid, op());
    }

    /** Where the frame of {@link #op} starts in the file. */
    public long offset() {
        return frames.frame().offset();
    }

    /** Where reading goes on: end of the last op delivered, or the place of the last failure. */
    public long position() {
        return frames.position();
    }

    private boolean deliver() throws IOException {
        OpFrame frame = frames.frame();
        if (frame.txid() > lastTxidBound && expectedTxid == CorruptEditException.NO_TXID) {
            finished = true;
            return false;
        }
        EditOp decoded;
        try {
            decoded = decode();
        } catch (MalformedBytesException e) {
            long offset = frame.offset() + EditsFormat.BODY_OFFSET + e.position();
            frames.reject();
            throw damaged(offset, e.expected() + " in the body of " + nameOf(frame.opcode()), e.found());
        }
        if (decoded == null) {
            frames.reject();
            throw damaged(frame.offset(), "a known opcode", "intact op of opcode " + frame.opcode());
        }
        checkOrder(decoded);
        return true;
    }

    private void checkOrder(EditOp decoded) throws CorruptEditException {
        long before = lastTxid;
        long expected = expectedTxid;
        accept(decoded);
        if (expected != CorruptEditException.NO_TXID && lastTxid != expected) {
            gapReported = true;
            throw new CorruptEditException(
                    Kind.GAP, source.name(), offset(), before, "txid " + expected, "txid " + lastTxid);
        }
    }

    private void accept(EditOp decoded) {
        op = decoded;
        lastTxid = frames.frame().txid();
        if (expectedTxid != CorruptEditException.NO_TXID) {
            expectedTxid = lastTxid + 1;
        }
    }

    private void checkEnd() throws CorruptEditException {
        if (lastTxidBound != Long.MAX_VALUE && lastTxid < lastTxidBound) {
            throw new CorruptEditException(
                    Kind.GAP,
                    source.name(),
                    frames.position(),
                    lastTxid,
                    "ops up to txid " + lastTxidBound,
                    "the end of the segment");
        }
    }

    /** Null if there is no codec for the opcode. */
    private @Nullable EditOp decode() throws MalformedBytesException {
        OpFrame frame = frames.frame();
        OpCodec<?> codec = OpCodecs.find(frame.opcode());
        if (codec == null) {
            return null;
        }
        ByteReader body = frame.body();
        EditOp decoded = codec.read(body, layout);
        if (body.remaining() > 0) {
            throw new MalformedBytesException(body.position(), "the end", body.remaining() + " more bytes");
        }
        return decoded;
    }

    private CorruptEditException damaged(long offset, String expected, String found) {
        return new CorruptEditException(Kind.DAMAGED, source.name(), offset, lastTxid, expected, found);
    }

    private static String nameOf(byte opcode) {
        return OpCode.of(opcode).map(OpCode::name).orElse("opcode " + opcode);
    }
}
