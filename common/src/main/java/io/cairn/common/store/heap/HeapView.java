package io.cairn.common.store.heap;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.digest.NamespaceFacts;
import io.cairn.common.model.Counters;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The maps of a namespace on the heap, and reading them. The maps' values are immutable but for the directories'
 * children, so a copy of the maps is a copy of the namespace. Changed only by {@link HeapStore}; without changes, any
 * number of threads may read. Confined to the writer thread while it changes.
 */
class HeapView implements StoreView {
    final Map<Long, Node> nodes;
    final Map<Long, TreeMap<FsName, Long>> children;
    final TreeSet<Long> openFiles;
    final Map<String, TreeMap<String, Object>> tables;
    final NamespaceFacts facts;
    Counters counters;
    long appliedTxid;

    HeapView() {
        this.nodes = new HashMap<>();
        this.children = new HashMap<>();
        this.openFiles = new TreeSet<>();
        this.tables = new HashMap<>();
        this.facts = new NamespaceFacts();
        this.counters = Counters.fresh(0);
    }

    /** Copies the maps; takes time and memory in proportion to the namespace. */
    HeapView(HeapView source) {
        this.nodes = new HashMap<>(source.nodes);
        this.children = new HashMap<>();
        source.children.forEach((id, names) -> children.put(id, new TreeMap<>(names)));
        this.openFiles = new TreeSet<>(source.openFiles);
        this.tables = new HashMap<>();
        source.tables.forEach((name, entries) -> tables.put(name, new TreeMap<>(entries)));
        this.facts = new NamespaceFacts(source.facts.sum());
        this.counters = source.counters;
        this.appliedTxid = source.appliedTxid;
    }

    @Override
    public long appliedTxid() {
        return appliedTxid;
    }

    @Override
    public NamespaceDigest digest() {
        return facts.digest(counters);
    }

    @Override
    public Optional<Inode> inode(long id) {
        Node node = nodes.get(id);
        return node == null ? Optional.empty() : Optional.of(node.inode());
    }

    @Override
    public long child(long parentId, FsName name) {
        TreeMap<FsName, Long> names = children.get(parentId);
        Long id = names == null ? null : names.get(name);
        return id == null ? InodeIds.NONE : id;
    }

    @Override
    public long parent(long id) {
        Node node = nodes.get(id);
        return node == null ? InodeIds.NONE : node.parentId();
    }

    @Override
    public ChildCursor children(long parentId, @Nullable FsName after) {
        TreeMap<FsName, Long> names = children.get(parentId);
        if (names == null) {
            return new Children(Map.<FsName, Long>of().entrySet().iterator());
        }
        return new Children(
                (after == null ? names : names.tailMap(after, false)).entrySet().iterator());
    }

    @Override
    public boolean hasChildren(long parentId) {
        return children.containsKey(parentId);
    }

    @Override
    public long childCount(long parentId) {
        TreeMap<FsName, Long> names = children.get(parentId);
        return names == null ? 0 : names.size();
    }

    @Override
    public InodeCursor inodes() {
        return new Inodes(nodes.values().iterator());
    }

    @Override
    public long inodeCount() {
        return nodes.size();
    }

    @Override
    public List<Long> openFiles() {
        return List.copyOf(openFiles);
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public <V> Optional<V> entry(SideTable<V> table, String key) {
        TreeMap<String, Object> entries = tables.get(table.name());
        return entries == null
                ? Optional.empty()
                : Optional.ofNullable(entries.get(key)).map(table.type()::cast);
    }

    @Override
    public <V> List<V> entries(SideTable<V> table) {
        TreeMap<String, Object> entries = tables.get(table.name());
        if (entries == null) {
            return List.of();
        }
        List<V> values = new ArrayList<>(entries.size());
        entries.values().forEach(value -> values.add(table.type().cast(value)));
        return values;
    }

    @Override
    public void close() {
        // Nothing is held but memory.
    }

    /**
     * An inode and where it hangs. Immutable.
     *
     * @param parentId {@link InodeIds#NONE} when it hangs nowhere
     */
    record Node(Inode inode, long parentId) {
        boolean isOpen() {
            return inode instanceof FileInode file && file.isUnderConstruction();
        }
    }

    /** Single use, one thread. */
    private static final class Children implements ChildCursor {
        private final Iterator<Map.Entry<FsName, Long>> entries;
        private Map.@Nullable Entry<FsName, Long> current;

        Children(Iterator<Map.Entry<FsName, Long>> entries) {
            this.entries = entries;
        }

        @Override
        public boolean next() {
            current = entries.hasNext() ? entries.next() : null;
            return current != null;
        }

        @Override
        public FsName name() {
            return current().getKey();
        }

        @Override
        public long id() {
            return current().getValue();
        }

        private Map.Entry<FsName, Long> current() {
            if (current == null) {
                throw new NoSuchElementException("The cursor stands on no child");
            }
            return current;
        }

        @Override
        public void close() {
            // Nothing is held but memory.
        }
    }

    /** Single use, one thread. */
    private static final class Inodes implements InodeCursor {
        private final Iterator<Node> nodes;
        private @Nullable Node current;

        Inodes(Iterator<Node> nodes) {
            this.nodes = nodes;
        }

        @Override
        public boolean next() {
            current = nodes.hasNext() ? nodes.next() : null;
            return current != null;
        }

        @Override
        public Inode inode() {
            if (current == null) {
                throw new NoSuchElementException("The cursor stands on no inode");
            }
            return current.inode();
        }

        @Override
        public void close() {
            // Nothing is held but memory.
        }
    }
}
