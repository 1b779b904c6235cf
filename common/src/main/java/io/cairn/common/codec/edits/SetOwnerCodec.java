package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SetOwnerOp;

/** Body of OP_SET_OWNER (8): ustr path, ustr user, ustr group. Stateless. */
final class SetOwnerCodec implements OpCodec<SetOwnerOp> {
    @Override
    public SetOwnerOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new SetOwnerOp(body.ustr(), body.pooledUstr(), body.pooledUstr());
    }

    @Override
    public void write(SetOwnerOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        body.ustr(op.user());
        body.ustr(op.group());
    }
}
