package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.SetQuotaByStorageTypeOp;

/** Body of OP_SET_QUOTA_BY_STORAGETYPE (48): ustr path, i32 ordinal of the storage type, i64 quota. Stateless. */
final class SetQuotaByStorageTypeCodec implements OpCodec<SetQuotaByStorageTypeOp> {
    @Override
    public SetQuotaByStorageTypeOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new SetQuotaByStorageTypeOp(body.ustr(), StorageFields.readType(body), body.i64());
    }

    @Override
    public void write(SetQuotaByStorageTypeOp op, LayoutVersion layout, ByteWriter body) {
        body.ustr(op.path());
        StorageFields.writeType(op.storageType(), layout, body);
        body.i64(op.quota());
    }
}
