package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SetXAttrOp;

/** Body of OP_SET_XATTR (43): xattrs with a path, rpc. Stateless. */
final class SetXAttrCodec implements OpCodec<SetXAttrOp> {
    @Override
    public SetXAttrOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        XAttrFields.Named named = XAttrFields.readNamed(body);
        return new SetXAttrOp(named.path(), named.xattrs(), CallFields.read(body));
    }

    @Override
    public void write(SetXAttrOp op, LayoutVersion layout, ByteWriter body) {
        XAttrFields.writeNamed(op.path(), op.xattrs(), body);
        CallFields.write(op.call(), body);
    }
}
