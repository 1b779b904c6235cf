package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import org.jspecify.annotations.Nullable;

/** i32 flags that say which fields follow, and those fields. Stateless. */
final class FlagFields {
    private FlagFields() {}

    static int read(ByteReader body, int known, String what) throws MalformedBytesException {
        int from = body.position();
        int flags = body.i32();
        if ((flags & ~known) != 0) {
            throw new MalformedBytesException(from, what + " flags within " + known, Integer.toString(flags));
        }
        return flags;
    }

    static int bit(@Nullable Object field, int flag) {
        return field == null ? 0 : flag;
    }

    static void writeUstr(@Nullable String field, ByteWriter body) {
        if (field != null) {
            body.ustr(field);
        }
    }

    static void writeI16(@Nullable Integer field, ByteWriter body) {
        if (field != null) {
            body.i16(field);
        }
    }

    static void writeI64(@Nullable Long field, ByteWriter body) {
        if (field != null) {
            body.i64(field);
        }
    }
}
