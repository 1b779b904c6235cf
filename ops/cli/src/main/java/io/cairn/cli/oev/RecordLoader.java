package io.cairn.cli.oev;

import io.cairn.common.model.LayoutVersion;
import java.io.IOException;

/** Hands the ops of a file of records to a visitor. Single use, one thread. */
final class RecordLoader {
    private final RecordInput in;
    private final long length;
    private final Txids txids;
    private final Progress progress;

    /** @param length of the file, for the progress */
    RecordLoader(RecordInput in, long length, Txids txids, Progress progress) {
        this.in = in;
        this.length = length;
        this.txids = txids;
        this.progress = progress;
    }

    /** @throws XmlFormatException naming file, offset and txid if a record is none of ours */
    void load(EditsVisitor visitor) throws IOException {
        EditRecord record = in.next();
        if (record == null) {
            throw in.wrong("a record", "an empty file");
        }
        visitor.start(layout(record));
        while (record != null) {
            try {
                RecordCodec.Decoded decoded = RecordCodec.decode(record);
                visitor.edit(txids.of(record.txid()), decoded.op(), decoded.beyond());
            } catch (XmlFormatException e) {
                throw in.located(record, e);
            }
            progress.edit(in.position(), length);
            record = in.next();
        }
    }

    /** What the first record says, or our own if it is of a program that does not know layouts. */
    private LayoutVersion layout(EditRecord first) throws XmlFormatException {
        String text = first.attr().get(Tag.EDITS_VERSION.name());
        if (text == null) {
            return LayoutVersion.CURRENT;
        }
        try {
            return new LayoutVersion(Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            throw in.located(
                    first,
                    new XmlFormatException(Tag.EDITS_VERSION + ": expected a layout version, found '" + text + "'", e));
        }
    }
}
