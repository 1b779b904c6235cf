package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.RenameSnapshotOp;

/** Body of OP_RENAME_SNAPSHOT (28): ustr root, ustr oldName, ustr newName, i64 mtimeMillis (since −66), rpc. Stateless. */
final class RenameSnapshotCodec implements OpCodec<RenameSnapshotOp> {
    @Override
    public RenameSnapshotOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new RenameSnapshotOp(
                body.ustr(), body.ustr(), body.ustr(), SnapshotFields.readTime(body, layout), CallFields.read(body));
    }

    @Override
    public void write(RenameSnapshotOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.root());
        body.ustr(op.oldName());
        body.ustr(op.newName());
        SnapshotFields.writeTime(op.mtimeMillis(), layout, body);
        CallFields.write(op.call(), body);
    }
}
