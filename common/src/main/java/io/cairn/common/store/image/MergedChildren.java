package io.cairn.common.store.image;

import io.cairn.common.model.FsName;
import io.cairn.common.store.StoreView;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the children of a directory in name order: those of the base that are still there, and those added since. A
 * change of the directory during the walk shows or does not show, but does no harm. Single use, one thread.
 */
final class MergedChildren implements StoreView.ChildCursor {
    private final BaseReader reader;
    private final Overlay overlay;
    private final @Nullable DirectoryDelta delta;
    private final BaseReader.Children children;
    private long position;
    private @Nullable FsName baseName;
    private long baseId;
    private @Nullable FsName name;
    private @Nullable FsName lastAdded;
    private long id;

    MergedChildren(BaseReader reader, Overlay overlay, long directoryId, @Nullable FsName after) {
        this.reader = reader;
        this.overlay = overlay;
        delta = overlay.delta(directoryId);
        children = overlay.isRemoved(directoryId) ? BaseReader.Children.NONE : reader.children(directoryId);
        position = after == null ? children.start() : reader.lowerBound(children, after);
        lastAdded = after;
        advanceBase();
        FsName first = baseName;
        if (first != null && after != null && first.equals(after)) {
            advanceBase();
        }
    }

    @Override
    public boolean next() {
        Map.Entry<FsName, Long> added = nextAdded();
        FsName ofBase = baseName;
        if (added != null && (ofBase == null || added.getKey().compareTo(ofBase) < 0)) {
            name = added.getKey();
            id = added.getValue();
            lastAdded = name;
            return true;
        }
        name = ofBase;
        id = baseId;
        if (ofBase == null) {
            return false;
        }
        advanceBase();
        return true;
    }

    private Map.@Nullable Entry<FsName, Long> nextAdded() {
        if (delta == null || delta.added.isEmpty()) {
            return null;
        }
        return lastAdded == null ? delta.added.firstEntry() : delta.added.higherEntry(lastAdded);
    }

    private void advanceBase() {
        baseName = null;
        while (position < children.end()) {
            baseId = reader.idAt(position, children);
            position = reader.next();
            if (!overlay.isDetached(baseId)) {
                baseName = reader.name(baseId);
                return;
            }
        }
    }

    @Override
    public FsName name() {
        FsName current = name;
        if (current == null) {
            throw new NoSuchElementException("next() was not called or has answered false");
        }
        return current;
    }

    @Override
    public long id() {
        name();
        return id;
    }

    @Override
    public void close() {}
}
