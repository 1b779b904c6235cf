package io.cairn.common.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * Limits of a directory. Immutable.
 *
 * @param namespace most inodes below and including the directory; −1 none
 * @param diskspace most bytes, replicas counted; −1 none
 * @param byType most bytes of a storage type, only types that have a limit (0 or more)
 */
public record Quota(long namespace, long diskspace, Map<StorageType, Long> byType) {
    /** No limit, in a field. */
    public static final long UNLIMITED = -1;

    /** What the root carries when no namespace quota was set on it. */
    public static final long ROOT_DEFAULT_NAMESPACE = Long.MAX_VALUE;

    public static final Quota NONE = new Quota(UNLIMITED, UNLIMITED, Map.of());
    public static final Quota ROOT_DEFAULT = new Quota(ROOT_DEFAULT_NAMESPACE, UNLIMITED, Map.of());

    public Quota {
        byType = Map.copyOf(byType);
    }

    public Quota withNamespace(long limit) {
        return new Quota(limit, diskspace, byType);
    }

    public Quota withDiskspace(long limit) {
        return new Quota(namespace, limit, byType);
    }

    /** A negative {@code limit} clears the type. */
    public Quota withType(StorageType type, long limit) {
        Map<StorageType, Long> types = new EnumMap<>(StorageType.class);
        types.putAll(byType);
        if (limit < 0) {
            types.remove(type);
        } else {
            types.put(type, limit);
        }
        return new Quota(namespace, diskspace, types);
    }
}
