package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.Edit;
import io.cairn.common.op.EditOp;
import java.io.Closeable;
import java.io.IOException;

/**
 * Writes a segment to a sink through a buffer; without padding, and without making up segment marks of its own. What was
 * written reaches the sink at the latest with {@link #flush} or {@link #close}; durability is the sink's owner's business.
 * Confined to one thread.
 */
public final class EditWriter implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ByteSink sink;
    private final EditEncoder encoder;
    private final ByteWriter buffer = new ByteWriter(BUFFER_BYTES + 1024);

    /** Starts with the header. */
    public EditWriter(ByteSink sink, LayoutVersion layout) {
        this.sink = sink;
        this.encoder = new EditEncoder(layout);
        encoder.header(buffer);
    }

    public void write(Edit edit) throws IOException {
        write(edit.txid(), edit.op());
    }

    /**
     * Appends one op.
     *
     * @throws UnwritableOpException as {@link EditEncoder#encode}; nothing of the op is written then
     */
    public void write(long txid, EditOp op) throws IOException {
        encoder.encode(txid, op, buffer);
        if (buffer.position() >= BUFFER_BYTES) {
            flush();
        }
    }

    /** Hands everything to the sink. */
    public void flush() throws IOException {
        buffer.writeTo(sink);
        buffer.reset();
    }

    /** Flushes; does not close the sink. */
    @Override
    public void close() throws IOException {
        flush();
    }
}
