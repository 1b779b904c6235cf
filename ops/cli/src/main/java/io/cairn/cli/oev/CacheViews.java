package io.cairn.cli.oev;

import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import io.cairn.common.op.AddCacheDirectiveOp;
import io.cairn.common.op.AddCachePoolOp;
import io.cairn.common.op.ModifyCacheDirectiveOp;
import io.cairn.common.op.ModifyCachePoolOp;
import io.cairn.common.op.RemoveCacheDirectiveOp;
import io.cairn.common.op.RemoveCachePoolOp;
import java.io.IOException;

/** Views of the ops about cache pools and directives: only the fields that the op carries have an element. Stateless. */
final class CacheViews {
    private CacheViews() {}

    static void addTo(OpViews.Table table) {
        addDirectives(table);
        addPools(table);
    }

    private static void addDirectives(OpViews.Table table) {
        table.add(
                AddCacheDirectiveOp.class,
                (op, xml) -> {
                    directive(op.directive(), xml);
                    Parts.call(op.call(), xml);
                },
                data -> new AddCacheDirectiveOp(directive(data), Parts.call(data)));
        table.add(
                ModifyCacheDirectiveOp.class,
                (op, xml) -> {
                    directive(op.directive(), xml);
                    Parts.call(op.call(), xml);
                },
                data -> new ModifyCacheDirectiveOp(directive(data), Parts.call(data)));
        table.add(
                RemoveCacheDirectiveOp.class,
                (op, xml) -> {
                    xml.number(Tag.ID, op.id());
                    Parts.call(op.call(), xml);
                },
                data -> new RemoveCacheDirectiveOp(data.number(Tag.ID), Parts.call(data)));
    }

    private static void addPools(OpViews.Table table) {
        table.add(
                AddCachePoolOp.class,
                (op, xml) -> {
                    pool(op.pool(), xml);
                    Parts.call(op.call(), xml);
                },
                data -> new AddCachePoolOp(pool(data), Parts.call(data)));
        table.add(
                ModifyCachePoolOp.class,
                (op, xml) -> {
                    pool(op.pool(), xml);
                    Parts.call(op.call(), xml);
                },
                data -> new ModifyCachePoolOp(pool(data), Parts.call(data)));
        table.add(
                RemoveCachePoolOp.class,
                (op, xml) -> {
                    xml.text(Tag.POOLNAME, op.name());
                    Parts.call(op.call(), xml);
                },
                data -> new RemoveCachePoolOp(data.text(Tag.POOLNAME), Parts.call(data)));
    }

    private static void directive(CacheDirective directive, Elements xml) throws IOException {
        xml.number(Tag.ID, directive.id());
        Parts.optional(Tag.PATH, directive.path(), xml);
        Parts.optional(Tag.REPLICATION, directive.replication(), xml);
        Parts.optional(Tag.POOL, directive.pool(), xml);
        Parts.optional(Tag.EXPIRATION, directive.expiryMillis(), xml);
    }

    private static CacheDirective directive(XmlRecord data) throws XmlFormatException {
        return new CacheDirective(
                data.number(Tag.ID),
                data.textOrNull(Tag.PATH),
                data.smallOrNull(Tag.REPLICATION),
                data.textOrNull(Tag.POOL),
                data.numberOrNull(Tag.EXPIRATION));
    }

    private static void pool(CachePool pool, Elements xml) throws IOException {
        xml.text(Tag.POOLNAME, pool.name());
        Parts.optional(Tag.OWNERNAME, pool.owner(), xml);
        Parts.optional(Tag.GROUPNAME, pool.group(), xml);
        Parts.optional(Tag.MODE, pool.mode(), xml);
        Parts.optional(Tag.LIMIT, pool.limit(), xml);
        Parts.optional(Tag.MAXRELATIVEEXPIRY, pool.maxRelativeExpiryMillis(), xml);
        Parts.optional(Tag.DEFAULTREPLICATION, pool.defaultReplication(), xml);
    }

    private static CachePool pool(XmlRecord data) throws XmlFormatException {
        return new CachePool(
                data.text(Tag.POOLNAME),
                data.textOrNull(Tag.OWNERNAME),
                data.textOrNull(Tag.GROUPNAME),
                data.smallOrNull(Tag.MODE),
                data.numberOrNull(Tag.LIMIT),
                data.numberOrNull(Tag.MAXRELATIVEEXPIRY),
                data.smallOrNull(Tag.DEFAULTREPLICATION));
    }
}
