package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.CloseOp;

/**
 * Body of OP_CLOSE (9): i64 inodeId, ustr path, i16 replication, i64 mtime, i64 atime, i64 block size, blocks, perm.
 * Stateless.
 */
final class CloseCodec implements OpCodec<CloseOp> {
    @Override
    public CloseOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new CloseOp(
                body.i64(),
                body.ustr(),
                body.i16(),
                body.i64(),
                body.i64(),
                body.i64(),
                BlockFields.read(body),
                PermissionFields.read(body));
    }

    @Override
    public void write(CloseOp op, LayoutVersion layout, ByteWriter body) {
        body.i64(op.inodeId());
        body.ustr(op.path());
        body.i16(op.replication());
        body.i64(op.mtimeMillis());
        body.i64(op.atimeMillis());
        body.i64(op.blockSize());
        BlockFields.write(op.blocks(), body);
        PermissionFields.write(op.permission(), body);
    }
}
