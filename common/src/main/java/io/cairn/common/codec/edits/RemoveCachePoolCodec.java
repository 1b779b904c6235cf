package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.RemoveCachePoolOp;

/** Body of OP_REMOVE_CACHE_POOL (38): ustr name, rpc. Stateless. */
final class RemoveCachePoolCodec implements OpCodec<RemoveCachePoolOp> {
    @Override
    public RemoveCachePoolOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new RemoveCachePoolOp(body.ustr(), CallFields.read(body));
    }

    @Override
    public void write(RemoveCachePoolOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.name());
        CallFields.write(op.call(), body);
    }
}
