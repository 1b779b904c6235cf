package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.AddCacheDirectiveOp;

/** Body of OP_ADD_CACHE_DIRECTIVE (34): directive, rpc. Stateless. */
final class AddCacheDirectiveCodec implements OpCodec<AddCacheDirectiveOp> {
    @Override
    public AddCacheDirectiveOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new AddCacheDirectiveOp(CacheDirectiveFields.read(body), CallFields.read(body));
    }

    @Override
    public void write(AddCacheDirectiveOp op, LayoutVersion layout, ByteWriter body) {
        CacheDirectiveFields.write(op.directive(), body);
        CallFields.write(op.call(), body);
    }
}
