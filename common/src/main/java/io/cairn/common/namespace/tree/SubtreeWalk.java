package io.cairn.common.namespace.tree;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.store.StoreView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over everything below a directory, the directory itself last and each directory after what is in it. Reads
 * children in batches and keeps a stack of its own: memory in proportion to the depth, times one batch, whatever the
 * size. No cursor is open while the visitor runs, so the visitor may remove what it is shown. Single use, one thread.
 */
public final class SubtreeWalk {
    private static final int BATCH = 1024;

    private final StoreView store;
    private final Visitor visitor;
    private final Deque<Frame> frames = new ArrayDeque<>();

    /** What to do with each inode. */
    public interface Visitor {
        /** Shows an inode and where it hangs; of a directory, all inodes below were shown before. */
        void visit(long parentId, FsName name, Inode inode);
    }

    public SubtreeWalk(StoreView store, Visitor visitor) {
        this.store = store;
        this.visitor = visitor;
    }

    /** Shows {@code top}, which hangs in {@code parentId} under {@code name}, and everything below. */
    public void run(long parentId, FsName name, Inode top) {
        visitOrDescend(parentId, name, top);
        while (!frames.isEmpty()) {
            Frame frame = frames.element();
            if (frame.finished) {
                frames.remove();
                visitor.visit(frame.parentId, frame.name, frame.directory);
            } else {
                visitBatch(frame);
            }
        }
    }

    private void visitOrDescend(long parentId, FsName name, Inode inode) {
        if (inode instanceof DirectoryInode directory) {
            frames.push(new Frame(parentId, name, directory));
        } else {
            visitor.visit(parentId, name, inode);
        }
    }

    private void visitBatch(Frame frame) {
        long directoryId = frame.directory.id();
        List<Place> batch = new ArrayList<>();
        try (StoreView.ChildCursor cursor = store.children(directoryId, frame.after)) {
            while (batch.size() < BATCH && cursor.next()) {
                batch.add(new Place(directoryId, cursor.name(), cursor.id()));
            }
        }
        frame.finished = batch.size() < BATCH;
        for (Place child : batch) {
            frame.after = child.name();
            visitOrDescend(directoryId, child.name(), inode(child));
        }
    }

    private Inode inode(Place child) {
        return store.inode(child.inodeId())
                .orElseThrow(() -> new IllegalStateException("Directory " + child.parentId() + " holds '" + child.name()
                        + "', inode " + child.inodeId() + ", which does not exist"));
    }

    /** A directory whose children are being walked over. Confined to the walk. */
    private static final class Frame {
        final long parentId;
        final FsName name;
        final DirectoryInode directory;

        @Nullable
        FsName after;

        boolean finished;

        Frame(long parentId, FsName name, DirectoryInode directory) {
            this.parentId = parentId;
            this.name = name;
            this.directory = directory;
        }
    }
}
