package io.cairn.primary.command;

import java.util.List;

/**
 * A part of a directory in name order. Immutable.
 *
 * @param remaining entries that come after these
 */
public record Listing(List<FileStatus> entries, long remaining) {
    public Listing {
        entries = List.copyOf(entries);
    }
}
