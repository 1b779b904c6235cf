package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.DeleteSnapshotOp;

/** Body of OP_DELETE_SNAPSHOT (27): ustr root, ustr name, i64 mtimeMillis (since −66), rpc. Stateless. */
final class DeleteSnapshotCodec implements OpCodec<DeleteSnapshotOp> {
    @Override
    public DeleteSnapshotOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new DeleteSnapshotOp(
                body.ustr(), body.ustr(), SnapshotFields.readTime(body, layout), CallFields.read(body));
    }

    @Override
    public void write(DeleteSnapshotOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.root());
        body.ustr(op.name());
        SnapshotFields.writeTime(op.mtimeMillis(), layout, body);
        CallFields.write(op.call(), body);
    }
}
