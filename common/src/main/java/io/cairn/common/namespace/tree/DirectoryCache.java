package io.cairn.common.namespace.tree;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which directory a path is, because edits come in runs below the same directories. Holds a bounded number of
 * paths, the least recently used go first. Must be cleared whenever a directory moves or goes. Confined to the writer
 * thread.
 */
final class DirectoryCache {
    private static final int PATHS_MAX = 4096;

    private final Map<String, Long> ids = new LinkedHashMap<>(PATHS_MAX * 4 / 3, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > PATHS_MAX;
        }
    };

    @Nullable
    Long get(String path) {
        return ids.get(path);
    }

    void put(String path, long id) {
        ids.put(path, id);
    }

    void clear() {
        if (!ids.isEmpty()) {
            ids.clear();
        }
    }
}
