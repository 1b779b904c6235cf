package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SetNsQuotaOp;

/** Body of OP_SET_NS_QUOTA (11): ustr path, i64 namespaceQuota. Stateless. */
final class SetNsQuotaCodec implements OpCodec<SetNsQuotaOp> {
    @Override
    public SetNsQuotaOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new SetNsQuotaOp(body.ustr(), body.i64());
    }

    @Override
    public void write(SetNsQuotaOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        body.i64(op.namespaceQuota());
    }
}
