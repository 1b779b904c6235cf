package io.cairn.common.namespace.apply;

import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.Counters;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.AddCacheDirectiveOp;
import io.cairn.common.op.ModifyCacheDirectiveOp;
import io.cairn.common.op.RemoveCacheDirectiveOp;
import io.cairn.common.store.SideTable;
import org.jspecify.annotations.Nullable;

/** Cache directives. Stateless. */
final class CacheDirectiveAppliers {
    private CacheDirectiveAppliers() {}

    /** An add carries every field. */
    static void add(AddCacheDirectiveOp op, NamespaceTree tree) {
        CacheDirective directive = op.directive();
        requireComplete(directive, tree);
        if (tree.entry(SideTable.DIRECTIVES, key(directive.id())).isPresent()) {
            throw tree.invalid("cache directive " + directive.id(), "an unused id", "a directive of that id");
        }
        tree.putEntry(SideTable.DIRECTIVES, directive);
        Counters counters = tree.counters();
        if (directive.id() >= counters.nextDirectiveId()) {
            tree.putCounters(counters.withNextDirectiveId(directive.id() + 1));
        }
    }

    /** A modify carries what changes. */
    static void modify(ModifyCacheDirectiveOp op, NamespaceTree tree) {
        CacheDirective change = op.directive();
        CacheDirective present = existing(change.id(), tree);
        CacheDirective merged = new CacheDirective(
                change.id(),
                or(change.path(), present.path()),
                or(change.replication(), present.replication()),
                or(change.pool(), present.pool()),
                or(change.expiryMillis(), present.expiryMillis()));
        requireComplete(merged, tree);
        tree.putEntry(SideTable.DIRECTIVES, merged);
    }

    static void remove(RemoveCacheDirectiveOp op, NamespaceTree tree) {
        existing(op.id(), tree);
        tree.removeEntry(SideTable.DIRECTIVES, key(op.id()));
    }

    private static CacheDirective existing(long id, NamespaceTree tree) {
        return tree.entry(SideTable.DIRECTIVES, key(id))
                .orElseThrow(() -> tree.invalid("cache directive " + id, "an existing directive", "none"));
    }

    private static void requireComplete(CacheDirective directive, NamespaceTree tree) {
        String pool = directive.pool();
        if (directive.path() == null
                || directive.replication() == null
                || pool == null
                || directive.expiryMillis() == null) {
            throw tree.invalid(
                    "cache directive " + directive.id(), "path, replication, pool and expiry", directive.toString());
        }
        CachePoolAppliers.existing(pool, tree);
    }

    private static String key(long id) {
        return SideTable.number(id);
    }

    private static <T> @Nullable T or(@Nullable T change, @Nullable T present) {
        return change == null ? present : change;
    }
}
