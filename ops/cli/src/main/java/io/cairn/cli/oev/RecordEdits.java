package io.cairn.cli.oev;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.EditOp;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a segment as portable records; the first one names the layout. Confined to one thread. */
final class RecordEdits implements EditsVisitor {
    private final RecordOutput out;
    private @Nullable LayoutVersion layout;
    private long firstTxid = -1;
    private long lastTxid = -1;

    RecordEdits(ByteSink sink) {
        out = new RecordOutput(sink);
    }

    @Override
    public void start(LayoutVersion ofSegment) {
        layout = ofSegment;
    }

    @Override
    public void edit(long txid, EditOp op) throws IOException {
        edit(txid, op, Beyond.NOTHING);
    }

    @Override
    public void edit(long txid, EditOp op, Beyond beyond) throws IOException {
        EditRecord record = RecordCodec.record(txid, op, beyond);
        LayoutVersion toSay = layout;
        if (toSay != null) {
            record = RecordCodec.withLayout(record, toSay);
            layout = null;
            firstTxid = txid;
        }
        lastTxid = txid;
        out.write(record);
    }

    @Override
    public void end() {
        // records need no end
    }

    @Override
    public void fail(String message) {
        // what was written are whole records
    }

    /**
     * The name by which others know the file: {@code <first>_<last>.log}, without padding.
     *
     * @throws XmlFormatException if there was no record
     */
    String fileName() throws XmlFormatException {
        if (lastTxid < 0) {
            throw new XmlFormatException("There is no edit, so there is no name for its records: give -o a file");
        }
        return firstTxid + "_" + lastTxid + RecordFiles.ENDING;
    }
}
