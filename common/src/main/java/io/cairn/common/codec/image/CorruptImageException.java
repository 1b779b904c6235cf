package io.cairn.common.codec.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An fsimage does not hold what its format promises, or what this software understands. Says where, what was expected
 * and what was found. Codecs of single messages throw it without a place; whoever knows the file adds it with {@link
 * #located}.
 */
public final class CorruptImageException extends IOException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String file;
    private final @Nullable String section;
    private final long offset;
    private final String expected;
    private final String found;

    /** Of a message whose place is not known here. */
    public CorruptImageException(String expected, String found) {
        this(null, null, -1, expected, found);
    }

    /**
     * With its place.
     *
     * @param section name of the section, null outside of sections
     * @param offset in the file; in a compressed section, in its uncompressed bytes; −1 if unknown
     */
    public CorruptImageException(
            @Nullable String file, @Nullable String section, long offset, String expected, String found) {
        super(message(file, section, offset, expected, found));
        this.file = file;
        this.section = section;
        this.offset = offset;
        this.expected = expected;
        this.found = found;
    }

    /** This error with its place filled in, or itself if it has one already. */
    public CorruptImageException located(String inFile, @Nullable String inSection, long atOffset) {
        if (file != null) {
            return this;
        }
        CorruptImageException located = new CorruptImageException(inFile, inSection, atOffset, expected, found);
        located.setStackTrace(getStackTrace());
        return located;
    }

    private static String message(
            @Nullable String file, @Nullable String section, long offset, String expected, String found) {
        StringBuilder text = new StringBuilder();
        if (file != null) {
            text.append(file).append(": ");
        }
        if (section != null) {
            text.append("section ").append(section).append(", ");
        }
        if (offset >= 0) {
            text.append("offset ").append(offset).append(": ");
        }
        return text.append("expected ")
                .append(expected)
                .append(", found ")
                .append(found)
                .toString();
    }

    /** Name of the image, if known. */
    public @Nullable String file() {
        return file;
    }

    /** Name of the section, null outside of sections or if unknown. */
    public @Nullable String section() {
        return section;
    }

    /** Offset, −1 if unknown; see the constructor. */
    public long offset() {
        return offset;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
