package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.EndLogSegmentOp;

/** Body of OP_END_LOG_SEGMENT (23): nothing. The op is all there is to say. Stateless. */
final class EndLogSegmentCodec implements OpCodec<EndLogSegmentOp> {
    @Override
    public EndLogSegmentOp read(ByteReader body, LayoutVersion layout) {
        return new EndLogSegmentOp();
    }

    @Override
    public void write(EndLogSegmentOp op, LayoutVersion layout, ByteWriter body) {}
}
