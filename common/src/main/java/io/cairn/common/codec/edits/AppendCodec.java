package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.AppendOp;

/** Body of OP_APPEND (47): ustr path, ustr clientName, ustr clientMachine, bool newBlock, rpc. Stateless. */
final class AppendCodec implements OpCodec<AppendOp> {
    @Override
    public AppendOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new AppendOp(body.ustr(), body.pooledUstr(), body.pooledUstr(), body.bool(), CallFields.read(body));
    }

    @Override
    public void write(AppendOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        body.ustr(op.clientName());
        body.ustr(op.clientMachine());
        body.bool(op.newBlock());
        CallFields.write(op.call(), body);
    }
}
