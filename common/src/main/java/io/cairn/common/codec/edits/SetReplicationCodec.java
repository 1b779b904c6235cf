package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SetReplicationOp;

/** Body of OP_SET_REPLICATION (4): ustr path, i16 replication. Stateless. */
final class SetReplicationCodec implements OpCodec<SetReplicationOp> {
    @Override
    public SetReplicationOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new SetReplicationOp(body.ustr(), body.i16());
    }

    @Override
    public void write(SetReplicationOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        body.i16(op.replication());
    }
}
