package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.ConcatDeleteOp;
import java.util.ArrayList;
import java.util.List;

/** Body of OP_CONCAT_DELETE (16): ustr target, i32 n, n ustr sources, i64 time, rpc. Stateless. */
final class ConcatDeleteCodec implements OpCodec<ConcatDeleteOp> {
    private static final int SOURCE_BYTES_MIN = 2;

    @Override
    public ConcatDeleteOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new ConcatDeleteOp(body.ustr(), readSources(body), body.i64(), CallFields.read(body));
    }

    @Override
    public void write(ConcatDeleteOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.target());
        body.i32(op.sources().size());
        op.sources().forEach(body::ustr);
        body.i64(op.timeMillis());
        CallFields.write(op.call(), body);
    }

    private static List<String> readSources(ByteReader body) throws MalformedBytesException {
        int count = body.checkedCount(body.i32(), SOURCE_BYTES_MIN, "sources");
        List<String> sources = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sources.add(body.ustr());
        }
        return sources;
    }
}
