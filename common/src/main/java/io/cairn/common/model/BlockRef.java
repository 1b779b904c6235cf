package io.cairn.common.model;

/**
 * A block of a file, or a block group of a striped file (negative id). Immutable.
 *
 * @param length bytes; of a block under construction, the bytes known so far
 * @param genstamp generation stamp
 */
public record BlockRef(long id, long length, long genstamp) {
    public BlockRef withLength(long newLength) {
        return new BlockRef(id, newLength, genstamp);
    }
}
