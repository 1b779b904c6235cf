package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;

/**
 * The frame that {@link FrameReader} stands on: where it lies, its opcode and txid, and its body. Valid until the reader
 * moves. Confined to the reader's thread.
 */
public final class OpFrame {
    private final ByteReader body = new ByteReader();
    private long offset;
    private long endOffset;
    private byte opcode;
    private long txid = CorruptEditException.NO_TXID;

    OpFrame() {}

    void set(long newOffset, byte newOpcode, long newTxid, byte[] bytes, int bodyAt, int bodyBytes) {
        offset = newOffset;
        endOffset = newOffset + EditsFormat.FRAME_BYTES_MIN + bodyBytes;
        opcode = newOpcode;
        txid = newTxid;
        body.reset(bytes, bodyAt, bodyBytes);
    }

    /** Where the frame starts in the file. */
    public long offset() {
        return offset;
    }

    /** Where the next frame starts. */
    public long endOffset() {
        return endOffset;
    }

    public byte opcode() {
        return opcode;
    }

    /** {@link CorruptEditException#NO_TXID} before the first frame. */
    public long txid() {
        return txid;
    }

    /** Reads the body from where it was left. */
    public ByteReader body() {
        return body;
    }
}
