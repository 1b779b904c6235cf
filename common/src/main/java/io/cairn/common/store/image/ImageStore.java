package io.cairn.common.store.image;

import io.cairn.common.model.Counters;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreView;
import java.util.NoSuchElementException;

/**
 * A namespace as an fsimage that stays as it is, plus what changed since. The checkpointer's store: opening costs one
 * sequential pass, memory goes with the changes, and {@link ImageMerge} writes the result by copying what was not
 * touched. Survives nothing by itself: what counts is the merged image. Confined to the writer thread.
 */
public final class ImageStore extends ImageView implements MetadataStore {
    private final long cacheBytes;

    /**
     * @param base stays open when this is closed
     * @param cacheBytes bound of the memory for blocks of the base, for this store and for each snapshot
     */
    public ImageStore(ImageBase base, long cacheBytes) {
        super(base, new BaseReader(base, cacheBytes), base.freshOverlay(), base.txid());
        this.cacheBytes = cacheBytes;
    }

    /** The image that changes are laid over. */
    public ImageBase base() {
        return base;
    }

    /** Estimate of the heap that the changes take; what a bound on a backlog is compared with. */
    public long overlayBytes() {
        return overlay.heapBytes();
    }

    @Override
    public void putInode(Inode inode) {
        long id = inode.id();
        boolean inBase = base.inodes().contains(id);
        boolean returns = inBase && overlay.isRemoved(id);
        forgetBase(id, inBase);
        overlay.put(inode, inBase);
        if (returns) {
            restoreDetachedCount(id);
        }
    }

    @Override
    public void removeInode(long id) {
        boolean inBase = base.inodes().contains(id);
        forgetBase(id, inBase);
        overlay.remove(id, inBase);
    }

    @Override
    public void link(long parentId, FsName name, long childId) {
        overlay.attach(parentId, name, childId);
        overlay.facts().link(parentId, childId);
    }

    @Override
    public void unlink(long parentId, FsName name) {
        long id = child(parentId, name);
        if (id == InodeIds.NONE) {
            throw new NoSuchElementException("Directory " + parentId + " has no child " + name);
        }
        overlay.facts().unlink(parentId, id);
        if (!overlay.detachAdded(parentId, name)) {
            overlay.detachBase(parentId, id);
        }
    }

    @Override
    public void putCounters(Counters counters) {
        overlay.putCounters(counters);
    }

    @Override
    public <V> void putEntry(SideTable<V> table, V value) {
        overlay.facts().changeEntry(overlay.table(table).put(table.key().apply(value), value), value);
    }

    @Override
    public void removeEntry(SideTable<?> table, String key) {
        overlay.facts().changeEntry(overlay.table(table).remove(key), null);
    }

    /** The base's inode holds no longer: its facts go, once. */
    private void forgetBase(long id, boolean inBase) {
        if (inBase && !overlay.isStale(id)) {
            overlay.facts().change(reader.inode(id), null);
        }
    }

    @Override
    public void commit(long txid) {
        appliedTxid = txid;
    }

    /** Takes time and memory in proportion to the changes. */
    @Override
    public StoreView snapshot() {
        return new ImageView(base, new BaseReader(base, cacheBytes), overlay.copy(), appliedTxid);
    }

    /** A removed directory of the base that is put again starts without children, though the base's entry has some. */
    private void restoreDetachedCount(long id) {
        BaseReader.Children children = reader.children(id);
        long detached = 0;
        for (long position = children.start(); position < children.end(); position = reader.next()) {
            detached += overlay.isDetached(reader.idAt(position, children)) ? 1 : 0;
        }
        if (detached > 0) {
            overlay.restoreDetachedCount(id, detached);
        }
    }
}
