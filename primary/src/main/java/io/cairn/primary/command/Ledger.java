package io.cairn.primary.command;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.store.StoreView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Figures that limits are checked against and that the namespace does not keep: how many children a directory has, and
 * what lies below a directory with a quota. Computed when first needed, kept up to date by what commands decide, and
 * forgotten (to be computed again) beyond a fixed number of directories. Confined to the writer thread.
 */
public final class Ledger {
    private static final int CHILD_COUNTS_MAX = 65_536;
    private static final int USAGES_MAX = 4_096;

    private final Map<Long, Long> childCounts = new Bounded<>(CHILD_COUNTS_MAX);
    private final Map<Long, Usage> usages = new Bounded<>(USAGES_MAX);

    /** Number of children of a directory. */
    long children(StoreView view, long directory) {
        Long known = childCounts.get(directory);
        if (known == null) {
            known = view.childCount(directory);
            childCounts.put(directory, known);
        }
        return known;
    }

    /**
     * What a directory and everything below it use.
     *
     * @param policyAbove storage policy that the directory inherits, 0 if none
     */
    Usage usage(StoreView view, DirectoryInode directory, int policyAbove) {
        Usage known = usages.get(directory.id());
        if (known == null) {
            known = SubtreeUsage.of(view, directory, policyAbove);
            usages.put(directory.id(), known);
        }
        return known;
    }

    /** Takes over what was decided; to be called once for each outcome whose ops are applied. */
    public void apply(List<LedgerChange> changes) {
        for (LedgerChange change : changes) {
            if (change instanceof LedgerChange.Children children) {
                childCounts.computeIfPresent(children.directory(), (id, count) -> count + children.delta());
            } else if (change instanceof LedgerChange.Used used) {
                usages.computeIfPresent(used.directory(), (id, usage) -> usage.plus(used.delta()));
            } else if (change instanceof LedgerChange.Gone gone) {
                childCounts.remove(gone.directory());
                usages.remove(gone.directory());
            }
        }
    }

    /** Forgets everything; for a store that was replaced under it. */
    public void clear() {
        childCounts.clear();
        usages.clear();
    }

    /** Forgets what was not asked for the longest time. */
    private static final class Bounded<V> extends LinkedHashMap<Long, V> {
        private static final long serialVersionUID = 1L;

        private final int entriesMax;

        Bounded(int entriesMax) {
            super(16, 0.75f, true);
            this.entriesMax = entriesMax;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
            return size() > entriesMax;
        }
    }
}
