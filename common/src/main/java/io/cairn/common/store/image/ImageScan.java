package io.cairn.common.store.image;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.InodeHeader;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.codec.image.SnapshotHeader;
import io.cairn.common.codec.image.WireReader;
import java.io.IOException;

/**
 * One pass each over INODE and INODE_DIR that looks at every record without decoding it: ids, kinds, counts and the form
 * of directory entries are checked, and visitors are told where each record lies. Allocates nothing per record.
 * Single use, one thread.
 */
public final class ImageScan {
    private static final int FILE_FIELD = 4;
    private static final int WRITER_FIELD = 7;

    private final ImageReader image;
    private final WireReader wire = new WireReader();

    public ImageScan(ImageReader image) {
        this.image = image;
    }

    /** Is told of each inode. */
    interface InodeVisitor {
        /**
         * @param type as in {@link InodeCodec}
         * @param open a file that is open for writing
         * @param offset of the record (its length first) in the section
         */
        void inode(long id, int type, boolean open, long offset) throws CorruptImageException;
    }

    /** Is told of each directory entry. */
    interface DirectoryVisitor {
        /**
         * @param offset of the entry (its length first) in the section
         * @param children at the first of the packed ids
         * @param childBytes bytes of the packed ids
         */
        void directory(long id, long offset, WireReader children, int childBytes) throws CorruptImageException;
    }

    /**
     * Refuses an image that has snapshots, or directories of which some may be taken.
     */
    public static void requireNoSnapshots(ImageReader image) throws IOException {
        SnapshotHeader header = image.snapshotHeader();
        if (header.numSnapshots() > 0) {
            throw new SnapshotImageException(image.source().name(), header.numSnapshots() + " snapshots");
        }
        if (!header.snapshottable().isEmpty()) {
            throw new SnapshotImageException(
                    image.source().name(), header.snapshottable().size() + " snapshottable directories");
        }
        try (MessageScanner references = image.messages(ImageSection.INODE_REFERENCE)) {
            if (references.next()) {
                throw new SnapshotImageException(image.source().name(), "inode references");
            }
        }
    }

    /**
     * Walks both sections for their checks alone.
     *
     * @return number of inodes
     * @throws CorruptImageException naming what is wrong and where
     */
    public long check() throws IOException {
        inodes((id, type, open, offset) -> {});
        directories((id, offset, children, childBytes) -> {});
        return image.inodeHeader().numInodes();
    }

    /** Walks section INODE. */
    void inodes(InodeVisitor visitor) throws IOException {
        InodeHeader header = image.inodeHeader();
        if (header.lastInodeId() >= PackedOffsets.LIMIT) {
            throw new CorruptImageException(
                    image.source().name(),
                    ImageSection.INODE.name(),
                    -1,
                    "inode ids below " + PackedOffsets.LIMIT,
                    "a last inode id of " + header.lastInodeId());
        }
        long count = 0;
        try (MessageScanner messages = image.inodes()) {
            while (messages.next()) {
                try {
                    inode(messages, header, visitor);
                } catch (CorruptImageException e) {
                    throw messages.located(e);
                }
                count++;
            }
            if (count != header.numInodes()) {
                throw messages.corrupt(header.numInodes() + " inodes, as the header says", count + " inodes");
            }
        }
    }

    private void inode(MessageScanner messages, InodeHeader header, InodeVisitor visitor) throws CorruptImageException {
        wire.reset(messages.buffer(), messages.start(), messages.end());
        long id = 0;
        int type = 0;
        boolean open = false;
        while (wire.next()) {
            switch (wire.field()) {
                case 1 -> type = wire.varint32();
                case 2 -> id = wire.varint();
                case FILE_FIELD -> open = hasWriter();
                default -> wire.skip();
            }
        }
        if (id <= 0 || id > header.lastInodeId()) {
            throw new CorruptImageException("an inode id of 1 to " + header.lastInodeId(), "" + id);
        }
        if (type < InodeCodec.TYPE_FILE || type > InodeCodec.TYPE_SYMLINK) {
            throw new CorruptImageException("type 1 to 3 of inode " + id, "type " + type);
        }
        visitor.inode(id, type, open, messages.position());
    }

    private boolean hasWriter() throws CorruptImageException {
        boolean found = false;
        int outer = wire.enter();
        while (wire.next()) {
            found |= wire.field() == WRITER_FIELD;
            wire.skip();
        }
        wire.leave(outer);
        return found;
    }

    /** Walks section INODE_DIR. */
    void directories(DirectoryVisitor visitor) throws IOException {
        try (MessageScanner messages = image.directories()) {
            while (messages.next()) {
                try {
                    wire.reset(messages.buffer(), messages.start(), messages.end());
                    long id = DirEntries.requireSearchable(wire);
                    int childBytes =
                            DirEntries.toChildren(wire.reset(messages.buffer(), messages.start(), messages.end()));
                    visitor.directory(id, messages.position(), wire, childBytes);
                } catch (CorruptImageException e) {
                    throw messages.located(e);
                }
            }
        }
    }
}
