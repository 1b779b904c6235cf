package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.AddErasureCodingPolicyOp;

/** Body of OP_ADD_ERASURE_CODING_POLICY (49): ecpolicy, rpc. Since layout −64. Stateless. */
final class AddErasureCodingPolicyCodec implements OpCodec<AddErasureCodingPolicyOp> {
    @Override
    public AddErasureCodingPolicyOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new AddErasureCodingPolicyOp(EcSchemaFields.read(body), CallFields.read(body));
    }

    @Override
    public void write(AddErasureCodingPolicyOp op, LayoutVersion layout, ByteWriter body) {
        EcSchemaFields.requireIn(layout);
        EcSchemaFields.write(op.schema(), body);
        CallFields.write(op.call(), body);
    }
}
