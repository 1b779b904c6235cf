package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.UpdateBlocksOp;

/** Body of OP_UPDATE_BLOCKS (25): ustr path, cblocks, rpc. Stateless. */
final class UpdateBlocksCodec implements OpCodec<UpdateBlocksOp> {
    @Override
    public UpdateBlocksOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new UpdateBlocksOp(body.ustr(), BlockFields.readCompact(body), CallFields.read(body));
    }

    @Override
    public void write(UpdateBlocksOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        BlockFields.writeCompact(op.blocks(), body);
        CallFields.write(op.call(), body);
    }
}
