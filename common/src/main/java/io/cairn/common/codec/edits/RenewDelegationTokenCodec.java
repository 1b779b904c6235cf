package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.RenewDelegationTokenOp;

/** Body of OP_RENEW_DELEGATION_TOKEN (19): token, i64 expiryMillis. Stateless. */
final class RenewDelegationTokenCodec implements OpCodec<RenewDelegationTokenOp> {
    @Override
    public RenewDelegationTokenOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new RenewDelegationTokenOp(TokenFields.read(body), body.i64());
    }

    @Override
    public void write(RenewDelegationTokenOp op, LayoutVersion layout, ByteWriter body) {
        TokenFields.write(op.token(), body);
        body.i64(op.expiryMillis());
    }
}
