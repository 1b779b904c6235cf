package io.cairn.primary.wire.webhdfs;

import java.util.Set;

/** Finds the groups of a user. Thread-safe. */
@FunctionalInterface
public interface UserGroups {
    /** All groups of the user; none for an unknown one. */
    Set<String> groupsOf(String user);
}
