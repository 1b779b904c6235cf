package io.cairn.common.store.image;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.model.Inode;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.StoreView;
import java.io.IOException;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks all inodes: those of the base in the image's order, as they are now, then new ones by id. Single use, one
 * thread; changes during the walk may show or not.
 */
final class MergedInodes implements StoreView.InodeCursor {
    private final ImageBase base;
    private final Overlay overlay;
    private final MessageScanner messages;
    private final long[] changed;
    private int nextChanged;
    private boolean baseDone;
    private @Nullable Inode inode;

    MergedInodes(ImageBase base, Overlay overlay) {
        this.base = base;
        this.overlay = overlay;
        changed = overlay.changedInodes();
        try {
            messages = base.scan(ImageSection.INODE);
            messages.require("the section's header");
        } catch (IOException e) {
            throw new StoreException(base.source().name() + ": cannot read section INODE", e);
        }
    }

    @Override
    public boolean next() {
        try {
            inode = baseDone ? null : nextOfBase();
            if (inode == null) {
                baseDone = true;
                inode = nextNew();
            }
        } catch (CorruptImageException e) {
            throw new StoreException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StoreException(base.source().name() + ": cannot read section INODE", e);
        }
        return inode != null;
    }

    private @Nullable Inode nextOfBase() throws IOException {
        while (messages.next()) {
            long id = InodeCodec.id(messages.buffer(), messages.start(), messages.end());
            if (!overlay.isStale(id)) {
                return base.decode(messages.buffer(), messages.start(), messages.end());
            }
            Inode current = overlay.inode(id);
            if (current != null) {
                return current;
            }
        }
        return null;
    }

    private @Nullable Inode nextNew() {
        while (nextChanged < changed.length) {
            long id = changed[nextChanged++];
            Inode current = overlay.inode(id);
            if (current != null && !base.inodes().contains(id)) {
                return current;
            }
        }
        return null;
    }

    @Override
    public Inode inode() {
        Inode current = inode;
        if (current == null) {
            throw new NoSuchElementException("next() was not called or has answered false");
        }
        return current;
    }

    @Override
    public void close() {
        try {
            messages.close();
        } catch (IOException e) {
            throw new StoreException(base.source().name() + ": cannot close section INODE", e);
        }
    }
}
