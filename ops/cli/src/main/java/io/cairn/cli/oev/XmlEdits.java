package io.cairn.cli.oev;

import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.OpCode;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a segment as Hadoop's XML. Confined to one thread. */
final class XmlEdits implements EditsVisitor {
    private final XmlOut xml;
    private boolean started;

    XmlEdits(OutputStream out) {
        xml = new XmlOut(out);
    }

    @Override
    public void start(LayoutVersion layout) throws IOException {
        started = true;
        xml.declaration();
        xml.open(Tag.EDITS);
        xml.number(Tag.EDITS_VERSION, layout.value());
    }

    @Override
    public void edit(long txid, EditOp op) throws IOException {
        xml.open(Tag.RECORD);
        xml.text(Tag.OPCODE, OpCode.of(op).name());
        xml.open(Tag.DATA);
        xml.number(Tag.TXID, txid);
        OpViews.write(op, xml);
        xml.close(Tag.DATA);
        xml.close(Tag.RECORD);
    }

    @Override
    public void end() throws IOException {
        xml.close(Tag.EDITS);
        xml.end();
    }

    @Override
    public void fail(String message) throws IOException {
        if (started) {
            xml.close(Tag.EDITS);
            xml.error(message);
            xml.end();
        }
    }
}
