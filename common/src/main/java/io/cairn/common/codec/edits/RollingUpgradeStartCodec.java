package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.RollingUpgradeStartOp;

/** Body of OP_ROLLING_UPGRADE_START (41): i64 timeMillis. Stateless. */
final class RollingUpgradeStartCodec implements OpCodec<RollingUpgradeStartOp> {
    @Override
    public RollingUpgradeStartOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new RollingUpgradeStartOp(body.i64());
    }

    @Override
    public void write(RollingUpgradeStartOp op, LayoutVersion layout, ByteWriter body) {
        body.i64(op.timeMillis());
    }
}
