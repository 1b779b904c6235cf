package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.CreateSnapshotOp;

/** Body of OP_CREATE_SNAPSHOT (26): ustr root, ustr name, i64 mtimeMillis (since −66), rpc. Stateless. */
final class CreateSnapshotCodec implements OpCodec<CreateSnapshotOp> {
    @Override
    public CreateSnapshotOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new CreateSnapshotOp(
                body.ustr(), body.ustr(), SnapshotFields.readTime(body, layout), CallFields.read(body));
    }

    @Override
    public void write(CreateSnapshotOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.root());
        body.ustr(op.name());
        SnapshotFields.writeTime(op.mtimeMillis(), layout, body);
        CallFields.write(op.call(), body);
    }
}
