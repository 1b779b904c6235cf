package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.GetDelegationTokenOp;

/** Body of OP_GET_DELEGATION_TOKEN (18): token, i64 expiryMillis. Stateless. */
final class GetDelegationTokenCodec implements OpCodec<GetDelegationTokenOp> {
    @Override
    public GetDelegationTokenOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new GetDelegationTokenOp(TokenFields.read(body), body.i64());
    }

    @Override
    public void write(GetDelegationTokenOp op, LayoutVersion layout, ByteWriter body) {
        TokenFields.write(op.token(), body);
        body.i64(op.expiryMillis());
    }
}
