package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.EnableErasureCodingPolicyOp;

/** Body of OP_ENABLE_ERASURE_CODING_POLICY (50): ustr policyName, rpc. Since layout −64. Stateless. */
final class EnableErasureCodingPolicyCodec implements OpCodec<EnableErasureCodingPolicyOp> {
    @Override
    public EnableErasureCodingPolicyOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new EnableErasureCodingPolicyOp(body.ustr(), CallFields.read(body));
    }

    @Override
    public void write(EnableErasureCodingPolicyOp op, LayoutVersion layout, ByteWriter body) {
        EcSchemaFields.requireIn(layout);
        body.ustr(op.policyName());
        CallFields.write(op.call(), body);
    }
}
