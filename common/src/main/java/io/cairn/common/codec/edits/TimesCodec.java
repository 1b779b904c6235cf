package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.TimesOp;

/** Body of OP_TIMES (13): ustr path, i64 mtimeMillis, i64 atimeMillis. Stateless. */
final class TimesCodec implements OpCodec<TimesOp> {
    @Override
    public TimesOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new TimesOp(body.ustr(), body.i64(), body.i64());
    }

    @Override
    public void write(TimesOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        body.i64(op.mtimeMillis());
        body.i64(op.atimeMillis());
    }
}
