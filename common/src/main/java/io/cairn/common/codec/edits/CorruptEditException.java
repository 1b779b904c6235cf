package io.cairn.common.codec.edits;

import java.io.IOException;

/**
 * A segment does not hold what it should. Names the file, the place and what was expected and found there. Immutable.
 */
public final class CorruptEditException extends IOException {
    /** What is wrong, as far as it decides what can be done about it. */
    public enum Kind {
        /** The header is missing, cut, or of a layout that cannot be read: nothing can be taken from the file. */
        HEADER,
        /** The last op is incomplete or wrong, and nothing valid comes after it: an unfinished write at the end. */
        TORN,
        /** An op is wrong in the middle, or intact but not understood: what follows would be lost with it. */
        DAMAGED,
        /** Ops are intact, but their txids do not follow one another. */
        GAP
    }

    /** In place of a txid that is not known. */
    public static final long NO_TXID = -1;

    private final Kind kind;
    private final String file;
    private final long offset;
    private final long txid;
    private final String expected;
    private final String found;

    /**
     * @param file as {@code ByteSource.name()} has it
     * @param offset of the first byte that is wrong
     * @param txid of the last op read before the trouble, or {@link #NO_TXID}
     */
    public CorruptEditException(Kind kind, String file, long offset, long txid, String expected, String found) {
        super(file + ": " + words(kind) + " at offset " + offset + place(txid) + ": expected " + expected + ", found "
                + found);
        this.kind = kind;
        this.file = file;
        this.offset = offset;
        this.txid = txid;
        this.expected = expected;
        this.found = found;
    }

    public Kind kind() {
        return kind;
    }

    public String file() {
        return file;
    }

    public long offset() {
        return offset;
    }

    /** The last txid read before the trouble; {@link #NO_TXID} if there is none. */
    public long txid() {
        return txid;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }

    private static String words(Kind kind) {
        return switch (kind) {
            case HEADER -> "unusable header";
            case TORN -> "torn tail";
            case DAMAGED -> "damaged edit";
            case GAP -> "txids out of order";
        };
    }

    private static String place(long txid) {
        return txid == NO_TXID ? ", before any txid" : ", after txid " + txid;
    }
}
