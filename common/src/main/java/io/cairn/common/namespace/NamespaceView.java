package io.cairn.common.namespace;

import io.cairn.common.model.FsName;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.StoreView;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reading a namespace by path, fixed at a txid as long as the store's view is. As thread-safe as that view: one thread
 * at a time for a snapshot. Closing it closes the store's view.
 */
public final class NamespaceView implements Closeable {
    private final StoreView store;

    public NamespaceView(StoreView store) {
        this.store = store;
    }

    /** The last transaction in this view. */
    public long txid() {
        return store.appliedTxid();
    }

    /** What is read from, for what is not said in paths. */
    public StoreView store() {
        return store;
    }

    /** Id of what is at the path, or {@link InodeIds#NONE}. */
    public long resolve(FsPath path) {
        long id = InodeIds.ROOT;
        for (FsName name : path.components()) {
            id = store.child(id, name);
            if (id == InodeIds.NONE) {
                return InodeIds.NONE;
            }
        }
        return id;
    }

    public Optional<Inode> inode(FsPath path) {
        long id = resolve(path);
        return id == InodeIds.NONE ? Optional.empty() : store.inode(id);
    }

    /**
     * The inodes along the path as far as they exist, from the root down: one more than the path is deep if all do. A
     * file on the way ends the list, as nothing hangs below it.
     */
    public List<Inode> along(FsPath path) {
        List<Inode> inodes = new ArrayList<>(path.depth() + 1);
        inodes.add(existing(InodeIds.ROOT));
        long id = InodeIds.ROOT;
        for (FsName name : path.components()) {
            id = store.child(id, name);
            if (id == InodeIds.NONE) {
                return inodes;
            }
            inodes.add(existing(id));
        }
        return inodes;
    }

    /**
     * Children of a directory in name order.
     *
     * @param after only names behind this one; null from the start
     * @param countMax most children to return; one more page is worth asking for if that many came
     */
    public List<Inode> children(long directoryId, @Nullable FsName after, int countMax) {
        List<Inode> page = new ArrayList<>();
        try (StoreView.ChildCursor cursor = store.children(directoryId, after)) {
            while (page.size() < countMax && cursor.next()) {
                page.add(existing(cursor.id()));
            }
        }
        return page;
    }

    /** Where an inode hangs; empty for an unknown id and one that hangs nowhere. */
    public Optional<FsPath> pathOf(long id) {
        Deque<FsName> names = new ArrayDeque<>();
        for (long at = id; at != InodeIds.ROOT; at = store.parent(at)) {
            Optional<Inode> inode = store.inode(at);
            if (inode.isEmpty()) {
                return Optional.empty();
            }
            names.push(inode.get().name());
        }
        return Optional.of(new FsPath(List.copyOf(names)));
    }

    private Inode existing(long id) {
        return store.inode(id)
                .orElseThrow(() -> new IllegalStateException("Inode " + id + " is linked but does not exist"));
    }

    @Override
    public void close() {
        store.close();
    }
}
