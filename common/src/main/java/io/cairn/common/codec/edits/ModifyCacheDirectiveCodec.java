package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.ModifyCacheDirectiveOp;

/** Body of OP_MODIFY_CACHE_DIRECTIVE (39): directive, rpc. Stateless. */
final class ModifyCacheDirectiveCodec implements OpCodec<ModifyCacheDirectiveOp> {
    @Override
    public ModifyCacheDirectiveOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new ModifyCacheDirectiveOp(CacheDirectiveFields.read(body), CallFields.read(body));
    }

    @Override
    public void write(ModifyCacheDirectiveOp op, LayoutVersion layout, ByteWriter body) {
        CacheDirectiveFields.write(op.directive(), body);
        CallFields.write(op.call(), body);
    }
}
