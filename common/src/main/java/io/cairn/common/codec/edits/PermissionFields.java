package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.Permission;

/** {@code perm}: text user, text group, {@code mode}; {@code mode}: i16 of which ten bits count. Stateless. */
final class PermissionFields {
    private PermissionFields() {}

    static Permission read(ByteReader body) throws MalformedBytesException {
        return new Permission(body.pooledText(), body.pooledText(), readMode(body));
    }

    static void write(Permission permission, ByteWriter body) {
        body.text(permission.user());
        body.text(permission.group());
        body.i16(permission.mode());
    }

    static int readMode(ByteReader body) throws MalformedBytesException {
        return body.u16() & Permission.MODE_MASK;
    }
}
