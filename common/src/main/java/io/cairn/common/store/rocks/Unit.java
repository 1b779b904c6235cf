package io.cairn.common.store.rocks;

import io.cairn.common.model.FsName;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.SideTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What changed since the last commit and is not in the database yet. An empty {@code Optional} stands for a removed row,
 * {@link InodeIds#NONE} for a removed name. Confined to the writer thread.
 */
final class Unit {
    final Map<Long, Optional<Node>> nodes = new HashMap<>();
    private final Map<Long, Node> before = new HashMap<>();
    final Map<Long, TreeMap<FsName, Long>> children = new HashMap<>();
    final Map<Long, Long> childCounts = new HashMap<>();
    final Map<SideTable<?>, TreeMap<String, Optional<Object>>> side = new HashMap<>();

    /** Notes that a row changes from {@code from} to {@code to}; null where there is none. */
    void change(long id, @Nullable Node from, @Nullable Node to) {
        if (nodes.put(id, Optional.ofNullable(to)) == null && from != null) {
            before.put(id, from);
        }
    }

    /** The row as the database has it, of a changed inode; null where there was none. */
    @Nullable
    Node before(long id) {
        return before.get(id);
    }

    /** True if nothing changed in the tree. */
    boolean isEmpty() {
        return nodes.isEmpty() && children.isEmpty() && side.isEmpty();
    }

    void clear() {
        nodes.clear();
        before.clear();
        children.clear();
        childCounts.clear();
        side.clear();
    }

    /** The id, {@link InodeIds#NONE} for a removed name, or null when the unit does not speak of the name. */
    @Nullable
    Long child(long parentId, FsName name) {
        TreeMap<FsName, Long> names = children.get(parentId);
        return names == null ? null : names.get(name);
    }
}
