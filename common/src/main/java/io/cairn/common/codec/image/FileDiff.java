package io.cairn.common.codec.image;

import io.cairn.common.model.BlockRef;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A FileDiff message: 1 snapshot id, 2 file size, 3 name (with 4), 4 INodeFile without blocks, 5 repeated block.
 * Immutable.
 *
 * @param copy attributes and name at the snapshot, without blocks; null if they did not change since
 * @param blocks the diff's own list; empty if it keeps none
 */
public record FileDiff(
        int snapshotId, long fileSize, @Nullable FileInode copy, List<BlockRef> blocks) {
    public FileDiff {
        blocks = List.copyOf(blocks);
    }

    /** Reads a message about the inode of that id. */
    public static FileDiff decode(byte[] buffer, int start, int end, long inodeId, StringTable strings)
            throws CorruptImageException {
        WireReader in = new WireReader(buffer, start, end);
        int snapshot = 0;
        long size = 0;
        FsName name = FsName.EMPTY;
        InodeCodec.FileFields copy = null;
        List<BlockRef> blocks = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> snapshot = in.varint32();
                case 2 -> size = in.varint();
                case 3 -> name = FsName.ofBytes(in.bytes());
                case 4 -> copy = InodeCodec.FileFields.read(in, strings);
                case 5 -> blocks.add(InodeCodec.block(in));
                default -> in.skip();
            }
        }
        return new FileDiff(snapshot, size, copy == null ? null : copy.toInode(inodeId, name), blocks);
    }

    /** Appends the message. */
    public void encode(InodeCodec codec, GrowingStringTable strings, WireWriter out) {
        out.varint(1, snapshotId & 0xffffffffL);
        out.varint(2, fileSize);
        if (copy != null) {
            out.bytes(3, copy.name().bytes());
            int mark = out.begin(4);
            codec.encodeFile(copy, strings, false, out);
            out.end(mark);
        }
        InodeCodec.encodeBlocks(5, blocks, out);
    }
}
