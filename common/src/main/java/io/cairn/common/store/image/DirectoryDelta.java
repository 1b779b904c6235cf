package io.cairn.common.store.image;

import io.cairn.common.model.FsName;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What changed in one directory: children hung in since the base, by name, and how many of the base's were taken out
 * (which ones, {@link Overlay#detached} knows). Confined to the writer thread.
 */
final class DirectoryDelta {
    final NavigableMap<FsName, Long> added;
    long detachedCount;

    DirectoryDelta() {
        this(new TreeMap<>(), 0);
    }

    private DirectoryDelta(NavigableMap<FsName, Long> added, long detachedCount) {
        this.added = added;
        this.detachedCount = detachedCount;
    }

    DirectoryDelta copy() {
        return new DirectoryDelta(new TreeMap<>(added), detachedCount);
    }
}
