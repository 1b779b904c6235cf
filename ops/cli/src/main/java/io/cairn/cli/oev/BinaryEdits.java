package io.cairn.cli.oev;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.codec.edits.EditWriter;
import io.cairn.common.codec.edits.UnwritableOpException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.EditOp;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a segment in the layout that its XML or its records name. Confined to one thread. */
final class BinaryEdits implements EditsVisitor {
    private final ByteSink sink;
    private final BeyondFile.@Nullable Writer beside;
    private @Nullable EditWriter writer;

    /** Drops what has no place in a segment. */
    BinaryEdits(ByteSink sink) {
        this(sink, null);
    }

    /** @param beside keeps what has no place in a segment; committed by its owner */
    BinaryEdits(ByteSink sink, BeyondFile.@Nullable Writer beside) {
        this.sink = sink;
        this.beside = beside;
    }

    @Override
    public void start(LayoutVersion layout) throws IOException {
        try {
            writer = new EditWriter(sink, layout);
        } catch (IllegalArgumentException e) {
            throw new XmlFormatException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void edit(long txid, EditOp op) throws IOException {
        try {
            started().write(txid, op);
        } catch (UnwritableOpException e) {
            throw new XmlFormatException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void edit(long txid, EditOp op, Beyond beyond) throws IOException {
        edit(txid, op);
        if (beside != null) {
            beside.add(txid, op, beyond);
        }
    }

    @Override
    public void end() throws IOException {
        started().close();
    }

    @Override
    public void fail(String message) throws IOException {
        if (writer != null) {
            writer.flush();
        }
    }

    private EditWriter started() {
        if (writer == null) {
            throw new IllegalStateException("No layout was given before the first edit");
        }
        return writer;
    }
}
