package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SymlinkOp;

/** Body of OP_SYMLINK (17): i64 inodeId, ustr path, ustr target, i64 mtimeMillis, i64 atimeMillis, perm, rpc. Stateless. */
final class SymlinkCodec implements OpCodec<SymlinkOp> {
    @Override
    public SymlinkOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new SymlinkOp(
                body.i64(),
                body.ustr(),
                body.ustr(),
                body.i64(),
                body.i64(),
                PermissionFields.read(body),
                CallFields.read(body));
    }

    @Override
    public void write(SymlinkOp op, LayoutVersion layout, ByteWriter body) {
        body.i64(op.inodeId());
        body.ustr(op.path());
        body.ustr(op.target());
        body.i64(op.mtimeMillis());
        body.i64(op.atimeMillis());
        PermissionFields.write(op.permission(), body);
        CallFields.write(op.call(), body);
    }
}
