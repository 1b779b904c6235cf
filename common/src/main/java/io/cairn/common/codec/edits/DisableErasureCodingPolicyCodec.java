package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.DisableErasureCodingPolicyOp;

/** Body of OP_DISABLE_ERASURE_CODING_POLICY (51): ustr policyName, rpc. Since layout −64. Stateless. */
final class DisableErasureCodingPolicyCodec implements OpCodec<DisableErasureCodingPolicyOp> {
    @Override
    public DisableErasureCodingPolicyOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new DisableErasureCodingPolicyOp(body.ustr(), CallFields.read(body));
    }

    @Override
    public void write(DisableErasureCodingPolicyOp op, LayoutVersion layout, ByteWriter body) {
        EcSchemaFields.requireIn(layout);
        body.ustr(op.policyName());
        CallFields.write(op.call(), body);
    }
}
