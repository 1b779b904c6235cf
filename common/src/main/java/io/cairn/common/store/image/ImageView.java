package io.cairn.common.store.image;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.digest.NamespaceFacts;
import io.cairn.common.model.Counters;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A base image seen through an overlay. Confined to one thread; the base may be shared. */
class ImageView implements StoreView {
    final ImageBase base;
    final BaseReader reader;
    final Overlay overlay;
    long appliedTxid;
    private final RecentParents recentParents = new RecentParents();

    ImageView(ImageBase base, BaseReader reader, Overlay overlay, long appliedTxid) {
        this.base = base;
        this.reader = reader;
        this.overlay = overlay;
        this.appliedTxid = appliedTxid;
    }

    @Override
    public long appliedTxid() {
        return appliedTxid;
    }

    /** Takes time in proportion to the changed inodes. */
    @Override
    public NamespaceDigest digest() {
        NamespaceFacts facts = new NamespaceFacts(base.facts());
        facts.add(overlay.sumOfChanges());
        return facts.digest(overlay.counters());
    }

    @Override
    public Optional<Inode> inode(long id) {
        return Optional.ofNullable(find(id));
    }

    final @Nullable Inode find(long id) {
        Inode changed = overlay.inode(id);
        if (changed != null) {
            return changed;
        }
        return overlay.isRemoved(id) ? null : reader.inode(id);
    }

    @Override
    public long child(long parentId, FsName name) {
        DirectoryDelta delta = overlay.delta(parentId);
        if (delta != null) {
            Long added = delta.added.get(name);
            if (added != null) {
                return added;
            }
        }
        long id = reader.child(parentId, name);
        if (id == InodeIds.NONE || overlay.isDetached(id)) {
            return InodeIds.NONE;
        }
        recentParents.note(id, parentId);
        return id;
    }

    @Override
    public long parent(long id) {
        long known = overlay.parent(id);
        if (known != Overlay.UNKNOWN) {
            return known;
        }
        if (id == InodeIds.ROOT || overlay.isRemoved(id) || !base.inodes().contains(id)) {
            return InodeIds.NONE;
        }
        long recent = recentParents.get(id);
        return recent != RecentParents.UNKNOWN ? recent : base.parent(id);
    }

    @Override
    public ChildCursor children(long parentId, @Nullable FsName after) {
        return new MergedChildren(reader, overlay, parentId, after);
    }

    @Override
    public long childCount(long parentId) {
        DirectoryDelta delta = overlay.delta(parentId);
        long inBase = overlay.isRemoved(parentId) ? 0 : reader.count(reader.children(parentId));
        return delta == null ? inBase : inBase - delta.detachedCount + delta.added.size();
    }

    @Override
    public InodeCursor inodes() {
        return new MergedInodes(base, overlay);
    }

    @Override
    public long inodeCount() {
        return base.inodes().count() - overlay.removedCount() + overlay.newCount();
    }

    @Override
    public List<Long> openFiles() {
        return overlay.openFiles();
    }

    @Override
    public Counters counters() {
        return overlay.counters();
    }

    @Override
    public <V> Optional<V> entry(SideTable<V> table, String key) {
        return Optional.ofNullable(table.type().cast(overlay.table(table).get(key)));
    }

    @Override
    public <V> List<V> entries(SideTable<V> table) {
        Map<String, Object> entries = overlay.table(table);
        List<V> listed = new ArrayList<>(entries.size());
        entries.values().forEach(entry -> listed.add(table.type().cast(entry)));
        return listed;
    }

    /** Leaves the base open: it may be shared. */
    @Override
    public void close() {}
}
