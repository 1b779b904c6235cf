package io.cairn.common.model;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an ACL. Natural order is the logical order of HDFS: scope, type, unnamed before named, name. Immutable.
 *
 * @param permission three bits rwx, 0 to 7
 * @param name user or group; null for an unnamed entry
 */
public record AclEntry(
        AclScope scope,
        AclType type,
        int permission,
        @Nullable String name) implements Comparable<AclEntry> {
    private static final Comparator<AclEntry> LOGICAL_ORDER = Comparator.comparing(AclEntry::scope)
            .thenComparing(AclEntry::type)
            .thenComparing(AclEntry::name, Comparator.nullsFirst(Comparator.naturalOrder()));

    public AclEntry {
        if ((permission & ~7) != 0) {
            throw new IllegalArgumentException("ACL permission must be 0 to 7, but is " + permission);
        }
    }

    public AclEntry withPermission(int newPermission) {
        return new AclEntry(scope, type, newPermission, name);
    }

    @Override
    public int compareTo(AclEntry other) {
        return LOGICAL_ORDER.compare(this, other);
    }
}
