package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.RemoveCacheDirectiveOp;

/** Body of OP_REMOVE_CACHE_DIRECTIVE (35): i64 id, rpc. Stateless. */
final class RemoveCacheDirectiveCodec implements OpCodec<RemoveCacheDirectiveOp> {
    @Override
    public RemoveCacheDirectiveOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new RemoveCacheDirectiveOp(body.i64(), CallFields.read(body));
    }

    @Override
    public void write(RemoveCacheDirectiveOp op, LayoutVersion layout, ByteWriter body) {
        body.i64(op.id());
        CallFields.write(op.call(), body);
    }
}
