package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.RenameOldOp;

/** Body of OP_RENAME_OLD (1): ustr src, ustr dst, i64 timeMillis, rpc. Stateless. */
final class RenameOldCodec implements OpCodec<RenameOldOp> {
    @Override
    public RenameOldOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new RenameOldOp(body.ustr(), body.ustr(), body.i64(), CallFields.read(body));
    }

    @Override
    public void write(RenameOldOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.src());
        body.ustr(op.dst());
        body.i64(op.timeMillis());
        CallFields.write(op.call(), body);
    }
}
