package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.DeleteOp;

/** Body of OP_DELETE (2): ustr path, i64 timeMillis, rpc. Stateless. */
final class DeleteCodec implements OpCodec<DeleteOp> {
    @Override
    public DeleteOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new DeleteOp(body.ustr(), body.i64(), CallFields.read(body));
    }

    @Override
    public void write(DeleteOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        body.i64(op.timeMillis());
        CallFields.write(op.call(), body);
    }
}
