package io.cairn.common.archive;

import java.io.IOException;
import java.util.Optional;

/**
 * An archive does not hold what its format promises, or more than may be unpacked. Says which entry, where, what was
 * expected and what was found.
 */
public final class CorruptArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String entry;
    private final long offset;

    /**
     * @param archive name of the archive
     * @param entry name of the entry, empty outside of entries
     * @param offset in the uncompressed tar stream
     */
    CorruptArchiveException(String archive, String entry, long offset, String expected, String found) {
        super(archive + ": " + (entry.isEmpty() ? "" : "entry " + entry + ", ") + "offset " + offset
                + " of the unpacked stream: expected " + expected + ", found " + found);
        this.entry = entry;
        this.offset = offset;
    }

    /** Name of the entry concerned; empty outside of entries. */
    public Optional<String> entry() {
        return entry.isEmpty() ? Optional.empty() : Optional.of(entry);
    }

    /** Offset in the uncompressed tar stream. */
    public long offset() {
        return offset;
    }
}
