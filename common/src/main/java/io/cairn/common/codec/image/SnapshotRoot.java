package io.cairn.common.codec.image;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.Inode;

/**
 * A Snapshot message of SNAPSHOT: 1 snapshot id, 2 INode. Immutable.
 *
 * @param root the snapshottable directory as it was; its name is that of the snapshot
 */
public record SnapshotRoot(int snapshotId, DirectoryInode root) {
    /** Reads a message. */
    public static SnapshotRoot decode(byte[] buffer, int start, int end, InodeCodec codec, StringTable strings)
            throws CorruptImageException {
        WireReader in = new WireReader(buffer, start, end);
        int id = 0;
        Inode root = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> id = in.varint32();
                case 2 -> {
                    int length = in.length();
                    root = codec.decode(buffer, in.position(), in.position() + length, strings);
                    in.advance(length);
                }
                default -> in.skip();
            }
        }
        if (root instanceof DirectoryInode directory) {
            return new SnapshotRoot(id, directory);
        }
        throw new CorruptImageException("a directory as root of snapshot " + id, root == null ? "nothing" : "a file");
    }

    /** Appends the message. */
    public void encode(InodeCodec codec, GrowingStringTable strings, WireWriter out) {
        out.varint(1, snapshotId & 0xffffffffL);
        int mark = out.begin(2);
        codec.encode(root, strings, out);
        out.end(mark);
    }
}
