package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SetGenstampV2Op;

/** Body of OP_SET_GENSTAMP_V2 (31): i64 genstamp. Stateless. */
final class SetGenstampV2Codec implements OpCodec<SetGenstampV2Op> {
    @Override
    public SetGenstampV2Op read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new SetGenstampV2Op(body.i64());
    }

    @Override
    public void write(SetGenstampV2Op op, LayoutVersion layout, ByteWriter body) {
        body.i64(op.genstamp());
    }
}
