package io.cairn.primary.journal;

import java.nio.file.Path;

/**
 * What recovery did with one unfinalised segment. Immutable.
 *
 * @param file the unfinalised segment
 * @param action what was done, in words for the log
 */
public record RecoveredSegment(Path file, String action) {}
