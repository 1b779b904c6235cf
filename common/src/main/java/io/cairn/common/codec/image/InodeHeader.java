package io.cairn.common.codec.image;

/**
 * The header of INODE. Immutable.
 *
 * @param lastInodeId highest id ever used
 * @param numInodes all inodes, the root and those that live only in snapshots included
 */
public record InodeHeader(long lastInodeId, long numInodes) {
    static InodeHeader decode(byte[] buffer, int start, int end) throws CorruptImageException {
        long count = WireReader.find(buffer, start, end, 2, 0);
        if (count < 0) {
            throw new CorruptImageException("a number of inodes", "" + count);
        }
        return new InodeHeader(WireReader.find(buffer, start, end, 1, 0), count);
    }

    void encode(WireWriter out) {
        out.varint(1, lastInodeId);
        out.varint(2, numInodes);
    }
}
