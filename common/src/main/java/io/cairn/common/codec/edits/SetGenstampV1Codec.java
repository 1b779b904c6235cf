package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SetGenstampV1Op;

/** Body of OP_SET_GENSTAMP_V1 (10): i64 genstamp. Stateless. */
final class SetGenstampV1Codec implements OpCodec<SetGenstampV1Op> {
    @Override
    public SetGenstampV1Op read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new SetGenstampV1Op(body.i64());
    }

    @Override
    public void write(SetGenstampV1Op op, LayoutVersion layout, ByteWriter body) {
        body.i64(op.genstamp());
    }
}
