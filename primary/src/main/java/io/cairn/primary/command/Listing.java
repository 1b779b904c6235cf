package io.cairn.primary.command;

import java.util.List;

/**
 * A part of a directory in name order. Immutable.
 *
 * @param remaining entries that come after these; of a very large number only that there are at least so many
 */
public record Listing(List<FileStatus> entries, long remaining) {
    public Listing {
        entries = List.copyOf(entries);
    }
}
