package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.UpdateMasterKeyOp;
import org.jspecify.annotations.Nullable;

/**
 * Body of OP_UPDATE_MASTER_KEY (21): vint key id, vlong expiry, vint length (−1: no key material), that many key bytes.
 * Stateless.
 */
final class UpdateMasterKeyCodec implements OpCodec<UpdateMasterKeyOp> {
    private static final int NO_KEY = -1;

    @Override
    public UpdateMasterKeyOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new UpdateMasterKeyOp(new DelegationKey(body.vint(), body.vlong(), readKey(body)));
    }

    @Override
    public void write(UpdateMasterKeyOp op, LayoutVersion layout, ByteWriter body) {
        DelegationKey key = op.key();
        body.vint(key.id());
        body.vlong(key.expiryMillis());
        byte[] bytes = key.key();
        body.vint(bytes == null ? NO_KEY : bytes.length);
        if (bytes != null) {
            body.bytes(bytes);
        }
    }

    private static byte @Nullable [] readKey(ByteReader body) throws MalformedBytesException {
        int count = body.vint();
        return count == NO_KEY ? null : body.bytes(count);
    }
}
