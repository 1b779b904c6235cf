package io.cairn.primary.command;

import java.util.Set;

/**
 * Who asks. Immutable.
 *
 * @param user short name
 * @param groups all groups of the user
 * @param superuser true if nothing is forbidden to this user
 */
public record Caller(String user, Set<String> groups, boolean superuser) {
    public Caller {
        groups = Set.copyOf(groups);
    }

    public boolean isMemberOf(String group) {
        return groups.contains(group);
    }
}
