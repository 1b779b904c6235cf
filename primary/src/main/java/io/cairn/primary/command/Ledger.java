package io.cairn.primary.command;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.store.StoreView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What lies below directories with a quota: figures that limits are checked against and that the namespace does not
 * keep. Computed when first needed, kept up to date by what commands decide, and forgotten (to be computed again) beyond
 * a fixed number of directories. Confined to the writer thread.
 */
public final class Ledger {
    private static final int DIRECTORIES_MAX = 65_536;

    private final Map<Long, Usage> usages = new Bounded();

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
            usages.computeIfPresent(change.directory(), (id, usage) -> usage.plus(change.delta()));
        }
    }

    /** Forgets what was not asked for the longest time. */
    private static final class Bounded extends LinkedHashMap<Long, Usage> {
        private static final long serialVersionUID = 1L;

        Bounded() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Usage> eldest) {
            return size() > DIRECTORIES_MAX;
        }
    }
}
