package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.CachePool;

/**
 * {@code pool}: ustr name, i32 flags (1 owner, 2 group, 4 mode, 8 limit, 16 max relative expiry, 32 default replication),
 * then those present in this order: ustr, ustr, mode, i64, i64, i16. Stateless.
 */
final class CachePoolFields {
    private static final int OWNER = 1;
    private static final int GROUP = 2;
    private static final int MODE = 4;
    private static final int LIMIT = 8;
    private static final int MAX_EXPIRY = 16;
    private static final int REPLICATION = 32;
    private static final int KNOWN = 63;

    private CachePoolFields() {}

    static CachePool read(ByteReader body) throws MalformedBytesException {
        String name = body.ustr();
        int flags = FlagFields.read(body, KNOWN, "cache pool");
        return new CachePool(
                name,
                (flags & OWNER) == 0 ? null : body.pooledUstr(),
                (flags & GROUP) == 0 ? null : body.pooledUstr(),
                (flags & MODE) == 0 ? null : Integer.valueOf(PermissionFields.readMode(body)),
                (flags & LIMIT) == 0 ? null : Long.valueOf(body.i64()),
                (flags & MAX_EXPIRY) == 0 ? null : Long.valueOf(body.i64()),
                (flags & REPLICATION) == 0 ? null : Integer.valueOf(body.i16()));
    }

    static void write(CachePool pool, ByteWriter body) {
        body.ustr(pool.name());
        body.i32(FlagFields.bit(pool.owner(), OWNER)
                | FlagFields.bit(pool.group(), GROUP)
                | FlagFields.bit(pool.mode(), MODE)
                | FlagFields.bit(pool.limit(), LIMIT)
                | FlagFields.bit(pool.maxRelativeExpiryMillis(), MAX_EXPIRY)
                | FlagFields.bit(pool.defaultReplication(), REPLICATION));
        FlagFields.writeUstr(pool.owner(), body);
        FlagFields.writeUstr(pool.group(), body);
        FlagFields.writeI16(pool.mode(), body);
        FlagFields.writeI64(pool.limit(), body);
        FlagFields.writeI64(pool.maxRelativeExpiryMillis(), body);
        FlagFields.writeI16(pool.defaultReplication(), body);
    }
}
