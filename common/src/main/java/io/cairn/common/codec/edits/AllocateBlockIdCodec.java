package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.AllocateBlockIdOp;

/** Body of OP_ALLOCATE_BLOCK_ID (32): i64 blockId. Stateless. */
final class AllocateBlockIdCodec implements OpCodec<AllocateBlockIdOp> {
    @Override
    public AllocateBlockIdOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new AllocateBlockIdOp(body.i64());
    }

    @Override
    public void write(AllocateBlockIdOp op, LayoutVersion layout, ByteWriter body) {
        body.i64(op.blockId());
    }
}
