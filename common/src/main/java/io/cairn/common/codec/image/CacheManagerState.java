package io.cairn.common.codec.image;

import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Content of CACHE_MANAGER: header, then pools, then directives. Absent fields are null in the values and stay absent.
 * Immutable.
 *
 * @param nextDirectiveId 1 when fresh
 */
public record CacheManagerState(long nextDirectiveId, List<CachePool> pools, List<CacheDirective> directives) {
    /** Nothing ever added. */
    public static final CacheManagerState EMPTY = new CacheManagerState(1, List.of(), List.of());

    public CacheManagerState {
        pools = List.copyOf(pools);
        directives = List.copyOf(directives);
    }

    static CacheManagerState read(MessageScanner messages) throws IOException {
        messages.require("the header of the cache manager");
        try {
            long[] header = header(messages);
            List<CachePool> pools = new ArrayList<>();
            for (int i = 0; i < (int) header[2]; i++) {
                messages.require("cache pool " + (i + 1) + " of " + header[2]);
                pools.add(pool(messages));
            }
            List<CacheDirective> directives = new ArrayList<>();
            for (int i = 0; i < (int) header[3]; i++) {
                messages.require("cache directive " + (i + 1) + " of " + header[3]);
                directives.add(directive(messages));
            }
            return new CacheManagerState(header[1], pools, directives);
        } catch (CorruptImageException e) {
            throw messages.located(e);
        }
    }

    private static long[] header(MessageScanner messages) throws CorruptImageException {
        WireReader in = new WireReader(messages.buffer(), messages.start(), messages.end());
        long[] header = new long[4];
        while (in.next()) {
            if (in.field() < header.length) {
                header[in.field()] = in.varint();
            } else {
                in.skip();
            }
        }
        return header;
    }

    private static CachePool pool(MessageScanner messages) throws CorruptImageException {
        WireReader in = new WireReader(messages.buffer(), messages.start(), messages.end());
        String name = "";
        String owner = null;
        String group = null;
        Integer mode = null;
        Long limit = null;
        Long expiry = null;
        Integer replication = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.string();
                case 2 -> owner = in.string();
                case 3 -> group = in.string();
                case 4 -> mode = in.varint32();
                case 5 -> limit = in.varint();
                case 6 -> expiry = in.varint();
                case 7 -> replication = in.varint32();
                default -> in.skip();
            }
        }
        return new CachePool(name, owner, group, mode, limit, expiry, replication);
    }

    private static CacheDirective directive(MessageScanner messages) throws CorruptImageException {
        WireReader in = new WireReader(messages.buffer(), messages.start(), messages.end());
        long id = 0;
        String path = null;
        Integer replication = null;
        String pool = null;
        Long expiry = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> id = in.varint();
                case 2 -> path = in.string();
                case 3 -> replication = in.varint32();
                case 4 -> pool = in.string();
                case 5 -> expiry = expiry(in);
                default -> in.skip();
            }
        }
        return new CacheDirective(id, path, replication, pool, expiry);
    }

    private static long expiry(WireReader in) throws CorruptImageException {
        int start = in.enter();
        long millis = 0;
        while (in.next()) {
            if (in.field() == 1) {
                millis = in.varint();
            } else {
                in.skip();
            }
        }
        in.leave(start);
        return millis;
    }

    void write(ImageWriter image) throws IOException {
        WireWriter out = new WireWriter();
        out.varint(1, nextDirectiveId);
        out.varint(2, pools.size());
        out.varint(3, directives.size());
        image.message(out);
        for (CachePool pool : pools) {
            encode(pool, out.clear());
            image.message(out);
        }
        for (CacheDirective directive : directives) {
            encode(directive, out.clear());
            image.message(out);
        }
    }

    private static void encode(CachePool pool, WireWriter out) {
        out.string(1, pool.name());
        text(2, pool.owner(), out);
        text(3, pool.group(), out);
        number(4, pool.mode(), out);
        number(5, pool.limit(), out);
        number(6, pool.maxRelativeExpiryMillis(), out);
        number(7, pool.defaultReplication(), out);
    }

    private static void encode(CacheDirective directive, WireWriter out) {
        out.varint(1, directive.id());
        text(2, directive.path(), out);
        number(3, directive.replication(), out);
        text(4, directive.pool(), out);
        Long expiry = directive.expiryMillis();
        if (expiry != null) {
            int mark = out.begin(5);
            out.varint(1, expiry);
            out.bool(2, false);
            out.end(mark);
        }
    }

    private static void text(int field, @Nullable String value, WireWriter out) {
        if (value != null) {
            out.string(field, value);
        }
    }

    private static void number(int field, @Nullable Number value, WireWriter out) {
        if (value != null) {
            out.varint(field, value.longValue());
        }
    }
}
