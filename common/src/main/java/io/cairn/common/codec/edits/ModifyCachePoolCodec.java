package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.ModifyCachePoolOp;

/** Body of OP_MODIFY_CACHE_POOL (37): pool, rpc. Stateless. */
final class ModifyCachePoolCodec implements OpCodec<ModifyCachePoolOp> {
    @Override
    public ModifyCachePoolOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new ModifyCachePoolOp(CachePoolFields.read(body), CallFields.read(body));
    }

    @Override
    public void write(ModifyCachePoolOp op, LayoutVersion layout, ByteWriter body) {
        CachePoolFields.write(op.pool(), body);
        CallFields.write(op.call(), body);
    }
}
