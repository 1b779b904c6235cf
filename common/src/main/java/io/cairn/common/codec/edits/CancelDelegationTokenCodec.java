package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.CancelDelegationTokenOp;

/** Body of OP_CANCEL_DELEGATION_TOKEN (20): token. Stateless. */
final class CancelDelegationTokenCodec implements OpCodec<CancelDelegationTokenOp> {
    @Override
    public CancelDelegationTokenOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new CancelDelegationTokenOp(TokenFields.read(body));
    }

    @Override
    public void write(CancelDelegationTokenOp op, LayoutVersion layout, ByteWriter body) {
        TokenFields.write(op.token(), body);
    }
}
