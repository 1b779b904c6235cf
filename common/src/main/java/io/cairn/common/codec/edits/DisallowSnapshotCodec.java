package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.DisallowSnapshotOp;

/** Body of OP_DISALLOW_SNAPSHOT (30): ustr root. Stateless. */
final class DisallowSnapshotCodec implements OpCodec<DisallowSnapshotOp> {
    @Override
    public DisallowSnapshotOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new DisallowSnapshotOp(body.ustr());
    }

    @Override
    public void write(DisallowSnapshotOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.root());
    }
}
