package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.AddCachePoolOp;

/** Body of OP_ADD_CACHE_POOL (36): pool, rpc. Stateless. */
final class AddCachePoolCodec implements OpCodec<AddCachePoolOp> {
    @Override
    public AddCachePoolOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new AddCachePoolOp(CachePoolFields.read(body), CallFields.read(body));
    }

    @Override
    public void write(AddCachePoolOp op, LayoutVersion layout, ByteWriter body) {
        CachePoolFields.write(op.pool(), body);
        CallFields.write(op.call(), body);
    }
}
