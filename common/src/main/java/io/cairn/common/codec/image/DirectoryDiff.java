package io.cairn.common.codec.image;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FsName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A DirectoryDiff message: 1 snapshot id, 2 children, 3 is a snapshot's root, 4 name (with 5), 5 INodeDirectory, 6 number
 * of created names (which follow as messages {1 name}), 7 deleted inodes, 8 deleted references. Immutable.
 *
 * @param copy attributes and name at the snapshot; null if they did not change since, or for a snapshot's root
 * @param deleted ids
 * @param deletedRefs places in INODE_REFERENCE
 */
public record DirectoryDiff(
        int snapshotId,
        int childrenSize,
        boolean isSnapshotRoot,
        @Nullable DirectoryInode copy,
        int createdListSize,
        List<Long> deleted,
        List<Long> deletedRefs) {
    public DirectoryDiff {
        deleted = List.copyOf(deleted);
        deletedRefs = List.copyOf(deletedRefs);
    }

    /** Reads a message about the inode of that id. */
    public static DirectoryDiff decode(byte[] buffer, int start, int end, long inodeId, StringTable strings)
            throws CorruptImageException {
        WireReader in = new WireReader(buffer, start, end);
        int[] numbers = new int[7];
        FsName name = FsName.EMPTY;
        InodeCodec.DirectoryFields copy = null;
        List<Long> deleted = new ArrayList<>();
        List<Long> deletedRefs = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1, 2, 3, 6 -> numbers[in.field()] = in.varint32();
                case 4 -> name = FsName.ofBytes(in.bytes());
                case 5 -> copy = InodeCodec.DirectoryFields.read(in, strings);
                case 7 -> WireNumbers.read(in, deleted::add);
                case 8 -> WireNumbers.read(in, deletedRefs::add);
                default -> in.skip();
            }
        }
        return new DirectoryDiff(
                numbers[1],
                numbers[2],
                numbers[3] != 0,
                copy == null ? null : copy.toInode(inodeId, name),
                numbers[6],
                deleted,
                deletedRefs);
    }

    /** Appends the message. */
    public void encode(InodeCodec codec, GrowingStringTable strings, WireWriter out) {
        out.varint(1, snapshotId & 0xffffffffL);
        out.varint(2, childrenSize);
        out.bool(3, isSnapshotRoot);
        if (copy != null) {
            out.bytes(4, copy.name().bytes());
            int mark = out.begin(5);
            codec.encodeDirectory(copy, strings, out);
            out.end(mark);
        }
        out.varint(6, createdListSize);
        WireNumbers.write(7, deleted, out);
        WireNumbers.write(8, deletedRefs, out);
    }

    /** Reads the message of a created name. */
    public static FsName createdName(byte[] buffer, int start, int end) throws CorruptImageException {
        WireReader in = new WireReader(buffer, start, end);
        FsName name = FsName.EMPTY;
        while (in.next()) {
            if (in.field() == 1) {
                name = FsName.ofBytes(in.bytes());
            } else {
                in.skip();
            }
        }
        return name;
    }

    /** Appends the message of a created name. */
    public static void encodeCreatedName(FsName name, WireWriter out) {
        out.bytes(1, name.bytes());
    }
}
