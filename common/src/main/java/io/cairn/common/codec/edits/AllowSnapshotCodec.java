package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.AllowSnapshotOp;

/** Body of OP_ALLOW_SNAPSHOT (29): ustr root. Stateless. */
final class AllowSnapshotCodec implements OpCodec<AllowSnapshotOp> {
    @Override
    public AllowSnapshotOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new AllowSnapshotOp(body.ustr());
    }

    @Override
    public void write(AllowSnapshotOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.root());
    }
}
