package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.RemoveErasureCodingPolicyOp;

/** Body of OP_REMOVE_ERASURE_CODING_POLICY (52): ustr policyName, rpc. Since layout −64. Stateless. */
final class RemoveErasureCodingPolicyCodec implements OpCodec<RemoveErasureCodingPolicyOp> {
    @Override
    public RemoveErasureCodingPolicyOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new RemoveErasureCodingPolicyOp(body.ustr(), CallFields.read(body));
    }

    @Override
    public void write(RemoveErasureCodingPolicyOp op, LayoutVersion layout, ByteWriter body) {
        EcSchemaFields.requireIn(layout);
        body.ustr(op.policyName());
        CallFields.write(op.call(), body);
    }
}
