package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.AclEntry;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.op.MkdirOp;
import java.util.List;

/**
 * Body of OP_MKDIR (3): i64 inodeId, ustr path, i64 mtime, i64 atime (written equal to mtime, ignored), perm, acl, xattrs
 * (since −57). Stateless.
 */
final class MkdirCodec implements OpCodec<MkdirOp> {
    @Override
    public MkdirOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        long inodeId = body.i64();
        String path = body.ustr();
        long mtimeMillis = body.i64();
        body.skip(Long.BYTES);
        Permission permission = PermissionFields.read(body);
        List<AclEntry> acl = AclFields.read(body);
        return new MkdirOp(inodeId, path, mtimeMillis, permission, acl, XAttrFields.read(body, layout));
    }

    @Override
    public void write(MkdirOp op, LayoutVersion layout, ByteWriter body) {
        body.i64(op.inodeId());
        body.ustr(op.path());
        body.i64(op.mtimeMillis());
        body.i64(op.mtimeMillis());
        PermissionFields.write(op.permission(), body);
        AclFields.write(op.acl(), body);
        XAttrFields.write(op.xattrs(), body);
    }
}
