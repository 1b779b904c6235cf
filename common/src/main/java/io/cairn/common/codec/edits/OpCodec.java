package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.EditOp;

/**
 * Bytes of one op's body; the frame around it (opcode, length, txid, checksum) is not seen here. What is written is read
 * back as an equal value, in the same layout. Stateless.
 */
public interface OpCodec<T extends EditOp> {
    /**
     * Reads one body, which ends where {@code body} does.
     *
     * @param layout of the segment's header, −56 or newer
     * @throws MalformedBytesException if the bytes are not such a body
     */
    T read(ByteReader body, LayoutVersion layout) throws MalformedBytesException;

    /**
     * Appends one body.
     *
     * @param layout −63 or newer
     * @throws UnwritableOpException if the layout has no place for something {@code op} says
     */
    void write(T op, LayoutVersion layout, ByteWriter body);
}
