package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.AddBlockOp;
import java.util.List;

/** Body of OP_ADD_BLOCK (33): ustr path, cblocks of one (last) or two (penultimate, last), rpc. Stateless. */
final class AddBlockCodec implements OpCodec<AddBlockOp> {
    @Override
    public AddBlockOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        String path = body.ustr();
        int from = body.position();
        List<BlockRef> blocks = BlockFields.readCompact(body);
        if (blocks.isEmpty() || blocks.size() > 2) {
            throw new MalformedBytesException(from, "1 or 2 blocks", blocks.size() + " blocks");
        }
        BlockRef penultimate = blocks.size() == 2 ? blocks.get(0) : null;
        return new AddBlockOp(path, penultimate, blocks.get(blocks.size() - 1), CallFields.read(body));
    }

    @Override
    public void write(AddBlockOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        BlockRef penultimate = op.penultimate();
        BlockFields.writeCompact(penultimate == null ? List.of(op.last()) : List.of(penultimate, op.last()), body);
        CallFields.write(op.call(), body);
    }
}
