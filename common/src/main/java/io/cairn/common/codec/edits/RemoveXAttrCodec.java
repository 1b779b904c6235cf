package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.RemoveXAttrOp;

/** Body of OP_REMOVE_XATTR (44): xattrs with a path, rpc. Stateless. */
final class RemoveXAttrCodec implements OpCodec<RemoveXAttrOp> {
    @Override
    public RemoveXAttrOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        XAttrFields.Named named = XAttrFields.readNamed(body);
        return new RemoveXAttrOp(named.path(), named.xattrs(), CallFields.read(body));
    }

    @Override
    public void write(RemoveXAttrOp op, LayoutVersion layout, ByteWriter body) {
        XAttrFields.writeNamed(op.path(), op.xattrs(), body);
        CallFields.write(op.call(), body);
    }
}
