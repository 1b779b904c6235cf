package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.CacheDirective;

/**
 * {@code directive}: i64 id, i32 flags (1 path, 2 replication, 4 pool, 8 expiration), then those present in this order:
 * ustr, i16, ustr, i64. Stateless.
 */
final class CacheDirectiveFields {
    private static final int PATH = 1;
    private static final int REPLICATION = 2;
    private static final int POOL = 4;
    private static final int EXPIRATION = 8;
    private static final int KNOWN = 15;

    private CacheDirectiveFields() {}

    static CacheDirective read(ByteReader body) throws MalformedBytesException {
        long id = body.i64();
        int flags = FlagFields.read(body, KNOWN, "cache directive");
        return new CacheDirective(
                id,
                (flags & PATH) == 0 ? null : body.ustr(),
                (flags & REPLICATION) == 0 ? null : Integer.valueOf(body.i16()),
                (flags & POOL) == 0 ? null : body.pooledUstr(),
                (flags & EXPIRATION) == 0 ? null : Long.valueOf(body.i64()));
    }

    static void write(CacheDirective directive, ByteWriter body) {
        String path = directive.path();
        Integer replication = directive.replication();
        String pool = directive.pool();
        Long expiry = directive.expiryMillis();
        body.i64(directive.id());
        body.i32(FlagFields.bit(path, PATH)
                | FlagFields.bit(replication, REPLICATION)
                | FlagFields.bit(pool, POOL)
                | FlagFields.bit(expiry, EXPIRATION));
        FlagFields.writeUstr(path, body);
        FlagFields.writeI16(replication, body);
        FlagFields.writeUstr(pool, body);
        FlagFields.writeI64(expiry, body);
    }
}
