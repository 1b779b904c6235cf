package io.cairn.primary.command;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.DirectoryInode;
import java.util.ArrayList;
import java.util.List;

/**
 * Mode and ACL that a new file or directory gets from the mode it is asked to have and from its parent's default ACL.
 * Immutable.
 *
 * @param mode ten bits; under an extended ACL the group bits are its mask
 * @param storedAcl entries kept beside the mode (spec fsimage.md §5)
 * @param logicalAcl the whole ACL as ops carry it; empty if the mode says it all
 */
record NewInode(int mode, List<AclEntry> storedAcl, List<AclEntry> logicalAcl) {
    private static final int MINIMAL_ENTRIES = 3;

    NewInode {
        storedAcl = List.copyOf(storedAcl);
        logicalAcl = List.copyOf(logicalAcl);
    }

    static NewInode below(DirectoryInode parent, boolean directory, CreateMode wanted) {
        List<AclEntry> defaults = parent.acl().stream()
                .filter(entry -> entry.scope() == AclScope.DEFAULT)
                .toList();
        if (defaults.isEmpty()) {
            return new NewInode(wanted.masked(), List.of(), List.of());
        }
        int mode = wanted.unmasked().orElse(wanted.masked());
        return inherited(defaults, directory, mode);
    }

    private static NewInode inherited(List<AclEntry> defaults, boolean directory, int mode) {
        boolean minimal = defaults.size() == MINIMAL_ENTRIES;
        List<AclEntry> access = new ArrayList<>();
        for (AclEntry entry : defaults) {
            access.add(new AclEntry(
                    AclScope.ACCESS, entry.type(), entry.permission() & filter(entry, minimal, mode), entry.name()));
        }
        int newMode = (mode & 01000)
                | (access.get(0).permission() << 6)
                | (access.get(access.size() - 2).permission() << 3)
                | access.get(access.size() - 1).permission();
        List<AclEntry> stored = new ArrayList<>();
        if (!minimal) {
            stored.addAll(access.subList(1, access.size() - 2));
        }
        if (directory) {
            stored.addAll(defaults);
        }
        if (stored.isEmpty()) {
            return new NewInode(newMode, List.of(), List.of());
        }
        List<AclEntry> logical = new ArrayList<>(access);
        if (directory) {
            logical.addAll(defaults);
        }
        return new NewInode(newMode, stored, logical);
    }

    /** The wanted mode cuts owner, others, and the mask (or, where there is none, the group). */
    private static int filter(AclEntry entry, boolean minimal, int mode) {
        if (entry.type() == AclType.USER && entry.name() == null) {
            return (mode >> 6) & 7;
        }
        if (entry.type() == AclType.MASK || (entry.type() == AclType.GROUP && minimal)) {
            return (mode >> 3) & 7;
        }
        return entry.type() == AclType.OTHER ? mode & 7 : 7;
    }
}
