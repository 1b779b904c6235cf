package io.cairn.common.store.heap;

import io.cairn.common.model.Counters;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreView;
import java.util.TreeMap;

/**
 * A namespace kept wholly on the heap; nothing survives the process. Meant for tests, where it is the plainest backend,
 * and for small namespaces: an inode takes some hundred bytes as objects, and a {@link #snapshot} copies every map,
 * that is, takes time and memory in proportion to the namespace. Starts empty, at txid 0. Confined to the writer
 * thread; snapshots are independent of it.
 */
public final class HeapStore extends HeapView implements MetadataStore {
    @Override
    public void putInode(Inode inode) {
        Node old = nodes.get(inode.id());
        facts.change(old == null ? null : old.inode(), inode);
        put(new Node(inode, old == null ? InodeIds.NONE : old.parentId()), old != null && old.isOpen());
    }

    private void put(Node node, boolean wasOpen) {
        nodes.put(node.inode().id(), node);
        if (node.isOpen() && !wasOpen) {
            openFiles.add(node.inode().id());
        } else if (wasOpen && !node.isOpen()) {
            openFiles.remove(node.inode().id());
        }
    }

    @Override
    public void removeInode(long id) {
        Node old = nodes.remove(id);
        if (old == null) {
            return;
        }
        facts.change(old.inode(), null);
        if (old.isOpen()) {
            openFiles.remove(id);
        }
    }

    @Override
    public void link(long parentId, FsName name, long childId) {
        children.computeIfAbsent(parentId, id -> new TreeMap<>()).put(name, childId);
        facts.link(parentId, childId);
        setParent(childId, parentId);
    }

    @Override
    public void unlink(long parentId, FsName name) {
        TreeMap<FsName, Long> names = children.get(parentId);
        if (names == null) {
            return;
        }
        Long childId = names.remove(name);
        if (childId == null) {
            return;
        }
        if (names.isEmpty()) {
            children.remove(parentId);
        }
        facts.unlink(parentId, childId);
        setParent(childId, InodeIds.NONE);
    }

    private void setParent(long childId, long parentId) {
        nodes.computeIfPresent(childId, (id, node) -> new Node(node.inode(), parentId));
    }

    @Override
    public void putCounters(Counters newCounters) {
        counters = newCounters;
    }

    @Override
    public <V> void putEntry(SideTable<V> table, V value) {
        Object old = tables.computeIfAbsent(table.name(), name -> new TreeMap<>())
                .put(table.key().apply(value), value);
        facts.changeEntry(old, value);
    }

    @Override
    public void removeEntry(SideTable<?> table, String key) {
        TreeMap<String, Object> entries = tables.get(table.name());
        if (entries != null) {
            facts.changeEntry(entries.remove(key), null);
        }
    }

    @Override
    public void commit(long txid) {
        appliedTxid = txid;
    }

    @Override
    public StoreView snapshot() {
        return new HeapView(this);
    }
}
