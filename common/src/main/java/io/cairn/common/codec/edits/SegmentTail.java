package io.cairn.common.codec.edits;

/** How a segment ends after its last good op. */
public enum SegmentTail {
    /** The file ends right there. */
    CLEAN,
    /** Only padding follows. */
    PADDED,
    /** Something else follows, but no op in it is intact: an unfinished write, which may be cut. */
    TORN,
    /** Something else follows and intact ops come after it: cutting would lose them. */
    DAMAGED
}
