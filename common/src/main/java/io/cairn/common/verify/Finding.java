package io.cairn.common.verify;

/**
 * One thing that was found. Immutable.
 *
 * @param file the file or directory it is about
 * @param offset of the first byte concerned; in a compressed image, in the section's uncompressed bytes; −1 if it is
 *     about no place
 * @param what the rule that does not hold, in a few words
 * @param next what to type or to do next; empty if there is nothing to do
 */
public record Finding(
        Severity severity, String file, long offset, String what, String expected, String found, String next) {
    /** How bad it is. */
    public enum Severity {
        /** Something is wrong or missing. */
        DAMAGE,
        /** Worth knowing, and as it may be. */
        NOTE
    }

    /** In one line, without what to do next. */
    public String text() {
        return file + ": " + (offset < 0 ? "" : "offset " + offset + ": ") + what
                + (expected.isEmpty() && found.isEmpty() ? "" : ": expected " + expected + ", found " + found);
    }
}
