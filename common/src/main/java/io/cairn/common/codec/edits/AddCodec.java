package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.AddOp;

/**
 * Body of OP_ADD (0): i64 inodeId, ustr path, i16 replication, i64 mtime, i64 atime, i64 block size, blocks, perm, acl,
 * xattrs (since −57), ustr client name, ustr client machine, bool overwrite (since −58), i8 storage policy (since −60), i8
 * erasure-coding policy (since −64), rpc. Stateless.
 */
final class AddCodec implements OpCodec<AddOp> {
    private static final int OVERWRITE_INTRODUCED = -58;
    private static final int STORAGE_POLICY_INTRODUCED = -60;

    @Override
    public AddOp read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return new AddOp(
                body.i64(),
                body.ustr(),
                body.i16(),
                body.i64(),
                body.i64(),
                body.i64(),
                BlockFields.read(body),
                PermissionFields.read(body),
                AclFields.read(body),
                XAttrFields.read(body, layout),
                body.pooledUstr(),
                body.pooledUstr(),
                layout.atLeast(OVERWRITE_INTRODUCED) && body.bool(),
                layout.atLeast(STORAGE_POLICY_INTRODUCED) ? body.i8() : 0,
                layout.hasErasureCoding() ? body.u8() : 0,
                CallFields.read(body));
    }

    @Override
    public void write(AddOp op, LayoutVersion layout, ByteWriter body) {
        StorageFields.requirePolicy(op.storagePolicyId(), layout);
        body.i64(op.inodeId());
        body.ustr(op.path());
        body.i16(op.replication());
        body.i64(op.mtimeMillis());
        body.i64(op.atimeMillis());
        body.i64(op.blockSize());
        BlockFields.write(op.blocks(), body);
        PermissionFields.write(op.permission(), body);
        AclFields.write(op.acl(), body);
        XAttrFields.write(op.xattrs(), body);
        body.ustr(op.clientName());
        body.ustr(op.clientMachine());
        body.bool(op.overwrite());
        body.i8(op.storagePolicyId());
        writeErasureCoding(op, layout, body);
        CallFields.write(op.call(), body);
    }

    private static void writeErasureCoding(AddOp op, LayoutVersion layout, ByteWriter body) {
        if (layout.hasErasureCoding()) {
            body.i8(op.ecPolicyId());
        } else if (op.ecPolicyId() != 0) {
            EcSchemaFields.requireIn(layout);
        }
    }
}
