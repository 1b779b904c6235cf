package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.RollingUpgradeFinalizeOp;

/** Body of OP_ROLLING_UPGRADE_FINALIZE (42): i64 timeMillis. Stateless. */
final class RollingUpgradeFinalizeCodec implements OpCodec<RollingUpgradeFinalizeOp> {
    @Override
    public RollingUpgradeFinalizeOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new RollingUpgradeFinalizeOp(body.i64());
    }

    @Override
    public void write(RollingUpgradeFinalizeOp op, LayoutVersion layout, ByteWriter body) {
        body.i64(op.timeMillis());
    }
}
