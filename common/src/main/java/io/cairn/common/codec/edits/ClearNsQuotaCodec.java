package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.ClearNsQuotaOp;

/** Body of OP_CLEAR_NS_QUOTA (12): ustr path. Stateless. */
final class ClearNsQuotaCodec implements OpCodec<ClearNsQuotaOp> {
    @Override
    public ClearNsQuotaOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new ClearNsQuotaOp(body.ustr());
    }

    @Override
    public void write(ClearNsQuotaOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
    }
}
