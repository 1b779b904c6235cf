package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SetPermissionsOp;

/** Body of OP_SET_PERMISSIONS (7): ustr path, mode mode. Stateless. */
final class SetPermissionsCodec implements OpCodec<SetPermissionsOp> {
    @Override
    public SetPermissionsOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new SetPermissionsOp(body.ustr(), PermissionFields.readMode(body));
    }

    @Override
    public void write(SetPermissionsOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        body.i16(op.mode());
    }
}
