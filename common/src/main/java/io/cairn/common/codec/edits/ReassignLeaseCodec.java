package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.ReassignLeaseOp;

/** Body of OP_REASSIGN_LEASE (22): ustr holder, ustr path, ustr newHolder. Stateless. */
final class ReassignLeaseCodec implements OpCodec<ReassignLeaseOp> {
    @Override
    public ReassignLeaseOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new ReassignLeaseOp(body.pooledUstr(), body.ustr(), body.pooledUstr());
    }

    @Override
    public void write(ReassignLeaseOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.holder());
        body.ustr(op.path());
        body.ustr(op.newHolder());
    }
}
