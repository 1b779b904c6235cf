package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SetQuotaOp;

/** Body of OP_SET_QUOTA (14): ustr path, i64 namespaceQuota, i64 diskspaceQuota. Stateless. */
final class SetQuotaCodec implements OpCodec<SetQuotaOp> {
    @Override
    public SetQuotaOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new SetQuotaOp(body.ustr(), body.i64(), body.i64());
    }

    @Override
    public void write(SetQuotaOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        body.i64(op.namespaceQuota());
        body.i64(op.diskspaceQuota());
    }
}
