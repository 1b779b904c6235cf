package io.cairn.common.namespace.tree;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.Permission;
import io.cairn.common.model.SymlinkInode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a logical ACL splits into mode bits and stored entries, and how a new inode inherits one (spec fsimage.md §5).
 * Stateless.
 *
 * <p>Lists are in logical order: access before default; in each scope user, group, mask, other; unnamed before named.
 */
public final class AclRules {
    /** Owner, group and others without names or mask: such an ACL says no more than mode bits do. */
    private static final int MINIMAL_SIZE = 3;

    private AclRules() {}

    /**
     * The inode with a logical ACL in place of the one it has; none given, none left.
     *
     * @return null if {@code logical} is no complete ACL, or has default entries for a file
     */
    public static @Nullable Inode withLogical(Inode inode, List<AclEntry> logical) {
        if (logical.isEmpty()) {
            return withoutAcl(inode);
        }
        List<AclEntry> access = scope(logical, AclScope.ACCESS);
        List<AclEntry> defaults = scope(logical, AclScope.DEFAULT);
        if (!isComplete(access) || (!defaults.isEmpty() && !inode.isDirectory())) {
            return null;
        }
        return split(inode, access, defaults);
    }

    /** The inode with mode bits only; the group bits come from the ACL's own group entry, not from its mask. */
    public static Inode withoutAcl(Inode inode) {
        if (inode.acl().isEmpty()) {
            return inode;
        }
        Inode bare = inode.withAcl(List.of());
        for (AclEntry entry : inode.acl()) {
            if (entry.scope() == AclScope.ACCESS && entry.type() == AclType.GROUP && entry.name() == null) {
                return bare.withPermission(withGroupBits(inode.permission(), entry.permission()));
            }
        }
        return bare;
    }

    /** The new inode with what the parent's default ACL gives it, its own mode acting as the requested one. */
    public static Inode inherit(DirectoryInode parent, Inode child) {
        if (parent.acl().isEmpty() || child instanceof SymlinkInode) {
            return child;
        }
        List<AclEntry> defaults = scope(parent.acl(), AclScope.DEFAULT);
        if (defaults.isEmpty()) {
            return child;
        }
        List<AclEntry> access = new ArrayList<>(defaults.size());
        for (AclEntry entry : defaults) {
            access.add(inherited(entry, child.permission().mode(), defaults.size() == MINIMAL_SIZE));
        }
        return split(child, access, child.isDirectory() ? defaults : List.of());
    }

    private static AclEntry inherited(AclEntry entry, int mode, boolean minimal) {
        return new AclEntry(
                AclScope.ACCESS, entry.type(), entry.permission() & filter(entry, mode, minimal), entry.name());
    }

    private static int filter(AclEntry entry, int mode, boolean minimal) {
        return switch (entry.type()) {
            case USER -> entry.name() == null ? (mode >> 6) & 7 : 7;
            case GROUP -> minimal ? (mode >> 3) & 7 : 7;
            case MASK -> (mode >> 3) & 7;
            case OTHER -> mode & 7;
        };
    }

    /** The complete logical ACL: what the mode bits hold, and the stored entries, in logical order. */
    public static List<AclEntry> logical(Inode inode) {
        int mode = inode.permission().mode();
        List<AclEntry> access = scope(inode.acl(), AclScope.ACCESS);
        List<AclEntry> entries = new ArrayList<>(inode.acl().size() + MINIMAL_SIZE);
        entries.add(new AclEntry(AclScope.ACCESS, AclType.USER, (mode >> 6) & 7, null));
        if (access.isEmpty()) {
            entries.add(new AclEntry(AclScope.ACCESS, AclType.GROUP, (mode >> 3) & 7, null));
        } else {
            entries.addAll(access);
            entries.add(new AclEntry(AclScope.ACCESS, AclType.MASK, (mode >> 3) & 7, null));
        }
        entries.add(new AclEntry(AclScope.ACCESS, AclType.OTHER, mode & 7, null));
        entries.addAll(scope(inode.acl(), AclScope.DEFAULT));
        return entries;
    }

    private static Inode split(Inode inode, List<AclEntry> access, List<AclEntry> defaults) {
        int size = access.size();
        List<AclEntry> stored = new ArrayList<>(size + defaults.size());
        if (size > MINIMAL_SIZE) {
            stored.addAll(access.subList(1, size - 2));
        }
        stored.addAll(defaults);
        int mode = (inode.permission().mode() & 01000)
                | (access.get(0).permission() << 6)
                | (access.get(size - 2).permission() << 3)
                | access.get(size - 1).permission();
        return inode.withAcl(stored).withPermission(inode.permission().withMode(mode));
    }

    private static Permission withGroupBits(Permission permission, int bits) {
        return permission.withMode((permission.mode() & ~070) | (bits << 3));
    }

    /** Starts with the owner, ends with mask (or group, if minimal) and others: the places the split relies on. */
    private static boolean isComplete(List<AclEntry> access) {
        int size = access.size();
        return size >= MINIMAL_SIZE
                && isUnnamed(access.get(0), AclType.USER)
                && isUnnamed(access.get(size - 2), size == MINIMAL_SIZE ? AclType.GROUP : AclType.MASK)
                && isUnnamed(access.get(size - 1), AclType.OTHER);
    }

    private static boolean isUnnamed(AclEntry entry, AclType type) {
        return entry.type() == type && entry.name() == null;
    }

    /** The entries of one scope, in their order. */
    public static List<AclEntry> scope(List<AclEntry> entries, AclScope scope) {
        List<AclEntry> chosen = new ArrayList<>(entries.size());
        for (AclEntry entry : entries) {
            if (entry.scope() == scope) {
                chosen.add(entry);
            }
        }
        return chosen;
    }
}
