package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SetStoragePolicyOp;

/** Body of OP_SET_STORAGE_POLICY (45): ustr path, i8 policyId. Stateless. */
final class SetStoragePolicyCodec implements OpCodec<SetStoragePolicyOp> {
    @Override
    public SetStoragePolicyOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new SetStoragePolicyOp(body.ustr(), body.i8());
    }

    @Override
    public void write(SetStoragePolicyOp op, LayoutVersion layout, ByteWriter body) {
        StorageFields.requirePolicy(op.policyId(), layout);
        body.ustr(op.path());
        body.i8(op.policyId());
    }
}
