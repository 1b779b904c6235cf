package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SetAclOp;

/** Body of OP_SET_ACL (40): the message of {@link AclMessage}, no rpc. Stateless. */
final class SetAclCodec implements OpCodec<SetAclOp> {
    @Override
    public SetAclOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return AclMessage.read(body);
    }

    @Override
    public void write(SetAclOp op, LayoutVersion layout, ByteWriter body) {
        AclMessage.write(op, body);
    }
}
