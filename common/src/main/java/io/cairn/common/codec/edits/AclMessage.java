package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.op.SetAclOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Protobuf message of OP_SET_ACL after its length: 1 string path, 2 repeated entry {1 type, 2 scope, 3 permissions, 4
 * optional string name}. Stateless.
 */
final class AclMessage {
    private static final AclType[] TYPES = AclType.values();
    private static final AclScope[] SCOPES = AclScope.values();
    private static final int PATH = 1;
    private static final int ENTRIES = 2;
    private static final int TYPE = 1;
    private static final int SCOPE = 2;
    private static final int PERMISSIONS = 3;
    private static final int NAME = 4;

    private AclMessage() {}

    static SetAclOp read(ByteReader body) throws MalformedBytesException {
        int before = ProtoFields.enter(body);
        String path = null;
        List<AclEntry> entries = new ArrayList<>();
        while (body.remaining() > 0) {
            int tag = body.varint32();
            if (tag == ProtoFields.delimitedTag(PATH)) {
                path = body.utf8(body.varint32());
            } else if (tag == ProtoFields.delimitedTag(ENTRIES)) {
                entries.add(readEntry(body));
            } else {
                ProtoFields.skip(tag, body);
            }
        }
        body.widen(before);
        return new SetAclOp(ProtoFields.required(path, body, "the path of an ACL"), entries);
    }

    static void write(SetAclOp op, ByteWriter body) {
        int start = body.position();
        ProtoFields.writeString(PATH, op.path(), body);
        for (AclEntry entry : op.entries()) {
            writeEntry(entry, body);
        }
        ProtoFields.prefixLength(start, body);
    }

    private static AclEntry readEntry(ByteReader body) throws MalformedBytesException {
        int before = ProtoFields.enter(body);
        AclType type = null;
        AclScope scope = null;
        Integer permission = null;
        String name = null;
        while (body.remaining() > 0) {
            int tag = body.varint32();
            if (tag == ProtoFields.varintTag(TYPE)) {
                type = TYPES[ProtoFields.enumOrdinal(body, TYPES.length, "an ACL entry type")];
            } else if (tag == ProtoFields.varintTag(SCOPE)) {
                scope = SCOPES[ProtoFields.enumOrdinal(body, SCOPES.length, "an ACL entry scope")];
            } else if (tag == ProtoFields.varintTag(PERMISSIONS)) {
                permission = ProtoFields.enumOrdinal(body, 8, "an ACL permission");
            } else if (tag == ProtoFields.delimitedTag(NAME)) {
                name = AclFields.nameOrNull(body.pooledUtf8(body.varint32()));
            } else {
                ProtoFields.skip(tag, body);
            }
        }
        body.widen(before);
        return entry(scope, type, permission, name, body);
    }

    private static AclEntry entry(
            @Nullable AclScope scope,
            @Nullable AclType type,
            @Nullable Integer permission,
            @Nullable String name,
            ByteReader body)
            throws MalformedBytesException {
        return new AclEntry(
                ProtoFields.required(scope, body, "the scope of an ACL entry"),
                ProtoFields.required(type, body, "the type of an ACL entry"),
                ProtoFields.required(permission, body, "the permissions of an ACL entry"),
                name);
    }

    private static void writeEntry(AclEntry entry, ByteWriter body) {
        body.varint32(ProtoFields.delimitedTag(ENTRIES));
        int start = body.position();
        ProtoFields.writeVarint(TYPE, entry.type().ordinal(), body);
        ProtoFields.writeVarint(SCOPE, entry.scope().ordinal(), body);
        ProtoFields.writeVarint(PERMISSIONS, entry.permission(), body);
        String name = entry.name();
        if (name != null) {
            ProtoFields.writeString(NAME, name, body);
        }
        ProtoFields.prefixLength(start, body);
    }
}
