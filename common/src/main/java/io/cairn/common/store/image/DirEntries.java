package io.cairn.common.store.image;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.WireReader;

/**
 * The one form of a DirEntry message that can be searched in place: {@code 1 parent, 2 children packed}, in that order,
 * the ids in one run, no references (spec fsimage.md §4). What writers of images produce. Stateless.
 */
final class DirEntries {
    /** No more bytes than this lie before the first child: two tags, the parent and the length. */
    static final int HEAD_BYTES_MAX = 2 + 10 + 5;

    private static final int PARENT = 1;
    private static final int CHILDREN = 2;
    private static final int REFERENCES = 3;

    private DirEntries() {}

    /**
     * Goes to the children: {@code wire} is then at the first byte of the packed ids.
     *
     * @return bytes of the packed ids, 0 if there are none
     */
    static int toChildren(WireReader wire) throws CorruptImageException {
        while (wire.next()) {
            if (wire.field() == CHILDREN) {
                return wire.length();
            }
            wire.skip();
        }
        return 0;
    }

    /**
     * Checks that the message has the form above.
     *
     * @return id of the directory
     */
    static long requireSearchable(WireReader wire) throws CorruptImageException {
        if (!wire.next() || wire.field() != PARENT) {
            throw new CorruptImageException(
                    "a directory entry that starts with its directory", "field " + wire.field());
        }
        long parent = wire.varint();
        boolean children = false;
        while (wire.next()) {
            if (wire.field() == REFERENCES) {
                throw new CorruptImageException(
                        "an image without snapshots", "references in the entry of directory " + parent);
            }
            if (wire.field() == CHILDREN) {
                if (children || !wire.isPacked()) {
                    throw new CorruptImageException(
                            "the children of directory " + parent + " in one packed run", "several runs");
                }
                children = true;
                requireWholeIds(wire, parent);
            } else if (!children) {
                throw new CorruptImageException(
                        "the children of directory " + parent + " as second field", "field " + wire.field());
            }
        }
        return parent;
    }

    private static void requireWholeIds(WireReader wire, long parent) throws CorruptImageException {
        int length = wire.length();
        int end = wire.position() + length;
        if (length > 0 && wire.buffer()[end - 1] < 0) {
            throw new CorruptImageException("whole ids of children of directory " + parent, "one that is cut off");
        }
        wire.advance(length);
    }
}
