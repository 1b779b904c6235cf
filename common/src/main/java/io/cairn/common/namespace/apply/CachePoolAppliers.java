package io.cairn.common.namespace.apply;

import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.AddCachePoolOp;
import io.cairn.common.op.ModifyCachePoolOp;
import io.cairn.common.op.RemoveCachePoolOp;
import io.cairn.common.store.SideTable;
import org.jspecify.annotations.Nullable;

/** Cache pools. What an op does not say has HDFS's default. Stateless. */
final class CachePoolAppliers {
    private static final CachePool DEFAULTS =
            new CachePool("", null, null, 0755, Long.MAX_VALUE, Long.MAX_VALUE / 4, 1);

    private CachePoolAppliers() {}

    static void add(AddCachePoolOp op, NamespaceTree tree) {
        String name = op.pool().name();
        if (tree.entry(SideTable.POOLS, name).isPresent()) {
            throw tree.invalid("cache pool '" + name + "'", "a new name", "a pool of that name");
        }
        tree.putEntry(SideTable.POOLS, merged(op.pool(), DEFAULTS));
    }

    static void modify(ModifyCachePoolOp op, NamespaceTree tree) {
        tree.putEntry(SideTable.POOLS, merged(op.pool(), existing(op.pool().name(), tree)));
    }

    /** The pool's directives go with it. */
    static void remove(RemoveCachePoolOp op, NamespaceTree tree) {
        existing(op.name(), tree);
        for (CacheDirective directive : tree.entries(SideTable.DIRECTIVES)) {
            if (op.name().equals(directive.pool())) {
                tree.removeEntry(SideTable.DIRECTIVES, SideTable.number(directive.id()));
            }
        }
        tree.removeEntry(SideTable.POOLS, op.name());
    }

    static CachePool existing(String name, NamespaceTree tree) {
        return tree.entry(SideTable.POOLS, name)
                .orElseThrow(() -> tree.invalid("cache pool '" + name + "'", "an existing pool", "none"));
    }

    private static CachePool merged(CachePool change, CachePool present) {
        return new CachePool(
                change.name(),
                or(change.owner(), present.owner()),
                or(change.group(), present.group()),
                or(change.mode(), present.mode()),
                or(change.limit(), present.limit()),
                or(change.maxRelativeExpiryMillis(), present.maxRelativeExpiryMillis()),
                or(change.defaultReplication(), present.defaultReplication()));
    }

    private static <T> @Nullable T or(@Nullable T change, @Nullable T present) {
        return change == null ? present : change;
    }
}
