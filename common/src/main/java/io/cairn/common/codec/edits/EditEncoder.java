package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.OpCode;
import java.util.zip.CRC32;

/**
 * Turns ops into frames of one layout, in a buffer of the caller. Allocates nothing per op but what the buffer needs to
 * grow. Confined to one thread.
 */
public final class EditEncoder {
    private final LayoutVersion layout;
    private final int frameBytesMax;
    private final CRC32 crc = new CRC32();

    /**
     * @throws IllegalArgumentException if {@code layout} is none that is written, −63 to −67
     */
    public EditEncoder(LayoutVersion layout) {
        this(layout, EditsFormat.FRAME_BYTES_MAX);
    }

    /** As {@link #EditEncoder(LayoutVersion)}; refuses ops whose frame would exceed {@code frameBytesMax}. */
    public EditEncoder(LayoutVersion layout, int frameBytesMax) {
        if (!layout.atLeast(LayoutVersion.OLDEST_WRITTEN) || layout.isUnknown()) {
            throw new IllegalArgumentException("Edits are written in layouts " + LayoutVersion.OLDEST_WRITTEN + " to "
                    + LayoutVersion.CURRENT + ", not in " + layout);
        }
        this.layout = layout;
        this.frameBytesMax = frameBytesMax;
    }

    public LayoutVersion layout() {
        return layout;
    }

    /** Appends the header of a segment. */
    public void header(ByteWriter out) {
        out.i32(layout.value());
        out.i32(0);
    }

    /**
     * Appends one frame.
     *
     * @return its bytes
     * @throws UnwritableOpException if the layout has no place for something the op says, or it is too large; {@code out}
     *     is then as it was
     */
    public int encode(long txid, EditOp op, ByteWriter out) {
        int start = out.position();
        try {
            out.i8(OpCode.of(op).code());
            out.i32(0);
            out.i64(txid);
            body(OpCodecs.of(op), op, out);
            int length = out.position() - start - EditsFormat.LENGTH_OFFSET;
            if (length > frameBytesMax - EditsFormat.UNCOUNTED_BYTES) {
                throw new UnwritableOpException(OpCode.of(op) + " with txid " + txid + " takes "
                        + (length + EditsFormat.UNCOUNTED_BYTES) + " bytes, but at most " + frameBytesMax
                        + " can be read back");
            }
            out.patchI32(start + EditsFormat.LENGTH_OFFSET, length);
            crc.reset();
            crc.update(out.array(), start, out.position() - start);
            out.i32((int) crc.getValue());
            return out.position() - start;
        } catch (RuntimeException e) {
            out.truncate(start);
            throw e;
        }
    }

    @SuppressWarnings("unchecked") // the table pairs each codec with the type it is asked for
    private <T extends EditOp> void body(OpCodec<T> codec, EditOp op, ByteWriter out) {
        codec.write((T) op, layout, out);
    }
}
