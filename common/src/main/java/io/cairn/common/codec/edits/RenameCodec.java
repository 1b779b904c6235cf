package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.RenameOp;
import io.cairn.common.op.RenameOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Body of OP_RENAME (15): ustr src, ustr dst, i64 time, i32 n, n option bytes (0 NONE, 1 OVERWRITE, 2 TO_TRASH), rpc.
 * Stateless.
 */
final class RenameCodec implements OpCodec<RenameOp> {
    private static final RenameOption[] OPTIONS = RenameOption.values();

    @Override
    public RenameOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new RenameOp(body.ustr(), body.ustr(), body.i64(), readOptions(body), CallFields.read(body));
    }

    @Override
    public void write(RenameOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.src());
        body.ustr(op.dst());
        body.i64(op.timeMillis());
        body.i32(op.options().size());
        op.options().forEach(option -> body.i8(option.ordinal()));
        CallFields.write(op.call(), body);
    }

    private static List<RenameOption> readOptions(ByteReader body) throws MalformedBytesException {
        int count = body.checkedCount(body.i32(), 1, "rename options");
        List<RenameOption> options = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int ordinal = body.u8();
            if (ordinal >= OPTIONS.length) {
                throw new MalformedBytesException(
                        body.position() - 1, "a rename option 0 to 2", Integer.toString(ordinal));
            }
            options.add(OPTIONS[ordinal]);
        }
        return options;
    }
}
