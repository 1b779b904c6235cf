package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.TruncateOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of OP_TRUNCATE (46): ustr path, ustr client name, ustr client machine, i64 new length, i64 time, cblocks of none or
 * one. Stateless.
 */
final class TruncateCodec implements OpCodec<TruncateOp> {
    @Override
    public TruncateOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new TruncateOp(
                body.ustr(), body.pooledUstr(), body.pooledUstr(), body.i64(), body.i64(), readBlock(body));
    }

    @Override
    public void write(TruncateOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        body.ustr(op.clientName());
        body.ustr(op.clientMachine());
        body.i64(op.newLength());
        body.i64(op.timeMillis());
        BlockRef block = op.block();
        BlockFields.writeCompact(block == null ? List.of() : List.of(block), body);
    }

    private static @Nullable BlockRef readBlock(ByteReader body) throws MalformedBytesException {
        int from = body.position();
        List<BlockRef> blocks = BlockFields.readCompact(body);
        if (blocks.size() > 1) {
            throw new MalformedBytesException(from, "at most 1 block", blocks.size() + " blocks");
        }
        return blocks.isEmpty() ? null : blocks.get(0);
    }
}
