package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code acl}: i32 count, then per entry one byte (bits 0–2 permission, 3–4 type, 5 scope, 6 has a name) and, if it has a
 * name, an ustr. Stateless.
 */
final class AclFields {
    private static final AclType[] TYPES = AclType.values();
    private static final AclScope[] SCOPES = AclScope.values();
    private static final int HAS_NAME = 1 << 6;

    private AclFields() {}

    static List<AclEntry> read(ByteReader body) throws MalformedBytesException {
        int count = body.checkedCount(body.i32(), 1, "ACL entries");
        if (count == 0) {
            return List.of();
        }
        AclEntry[] entries = new AclEntry[count];
        for (int i = 0; i < count; i++) {
            entries[i] = readEntry(body);
        }
        return Arrays.asList(entries);
    }

    static void write(List<AclEntry> entries, ByteWriter body) {
        body.i32(entries.size());
        for (AclEntry entry : entries) {
            String name = entry.name();
            int bits = entry.permission()
                    | entry.type().ordinal() << 3
                    | entry.scope().ordinal() << 5;
            body.i8(name == null ? bits : bits | HAS_NAME);
            if (name != null) {
                body.ustr(name);
            }
        }
    }

    /** An empty name counts as none, as in HDFS. */
    static @Nullable String nameOrNull(String name) {
        return name.isEmpty() ? null : name;
    }

    private static AclEntry readEntry(ByteReader body) throws MalformedBytesException {
        int bits = body.u8();
        String name = (bits & HAS_NAME) == 0 ? null : nameOrNull(body.pooledUstr());
        return new AclEntry(SCOPES[bits >> 5 & 1], TYPES[bits >> 3 & 3], bits & 7, name);
    }
}
