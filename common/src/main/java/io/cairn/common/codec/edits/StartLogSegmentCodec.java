package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.StartLogSegmentOp;

/** Body of OP_START_LOG_SEGMENT (24): nothing. The op is all there is to say. Stateless. */
final class StartLogSegmentCodec implements OpCodec<StartLogSegmentOp> {
    @Override
    public StartLogSegmentOp read(ByteReader body, LayoutVersion layout) {
        return new StartLogSegmentOp();
    }

    @Override
    public void write(StartLogSegmentOp op, LayoutVersion layout, ByteWriter body) {}
}
