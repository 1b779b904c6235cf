package io.cairn.common.store.image;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.InodeHeader;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.codec.image.SnapshotHeader;
import io.cairn.common.codec.image.WireReader;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.digest.NamespaceFacts;
import java.io.IOException;

/**
 * One pass each over INODE and INODE_DIR that looks at every record without decoding it: ids, kinds, counts and the
 * form of directory entries are checked, the facts of the digest are summed up, and visitors are told where each record
 * lies. Allocates nothing per record. Single use; confined to one thread, which {@link #check} has helped by another.
 */
public final class ImageScan {
    private final ImageReader image;
    private final WireReader wire = new WireReader();

    public ImageScan(ImageReader image) {
        this.image = image;
    }

    /**
     * What a whole scan found. Immutable.
     *
     * @param inodeCount inodes in section INODE
     * @param digest of the namespace in the image
     * @param openFiles inodes of files open for writing
     * @param openEntries entries of section FILES_UNDERCONSTRUCTION; in an image of ours as many as {@code openFiles}
     */
    public record Found(long inodeCount, NamespaceDigest digest, long openFiles, long openEntries) {}

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
     * Walks over the whole image once, for the checks and the digest.
     *
     * @throws CorruptImageException naming what is wrong and where
     */
    public Found check() throws IOException {
        ImageFacts facts = new ImageFacts(image.stringTable());
        sumUpInodes(facts);
        directories((id, offset, children, childBytes) -> {
            int end = children.position() + childBytes;
            while (children.position() < end) {
                facts.link(id, children.packedVarint());
            }
        });
        facts.tables(image);
        return new Found(
                image.inodeHeader().numInodes(),
                new NamespaceFacts(facts.sum()).digest(image.counters()),
                facts.openFiles(),
                openEntries());
    }

    private long openEntries() throws IOException {
        long count = 0;
        try (MessageScanner messages = image.filesUnderConstruction()) {
            while (messages.next()) {
                count++;
            }
        }
        return count;
    }

    /** Adds all inodes to {@code facts}, with the help of a second thread. */
    private void sumUpInodes(ImageFacts facts) throws IOException {
        InodeHeader header = header();
        long count = 0;
        try (MessageScanner messages = image.inodes();
                FactsThread beside =
                        new FactsThread(messages, header.lastInodeId(), facts, new ImageFacts(image.stringTable()))) {
            RecordBatch batch = new RecordBatch();
            while (messages.next()) {
                if (!batch.add(messages)) {
                    batch = beside.take(batch);
                    batch.add(messages);
                }
                count++;
            }
            beside.finish(batch);
            requireCount(count, header, messages);
        }
    }

    /**
     * Walks section INODE.
     *
     * @param summing whether the facts are wanted, and not only ids and kinds
     */
    void inodes(ImageFacts facts, boolean summing, InodeVisitor visitor) throws IOException {
        InodeHeader header = header();
        long count = 0;
        try (MessageScanner messages = image.inodes()) {
            while (messages.next()) {
                try {
                    inode(messages, header, facts, summing, visitor);
                } catch (CorruptImageException e) {
                    throw messages.located(e);
                }
                count++;
            }
            requireCount(count, header, messages);
        }
    }

    private InodeHeader header() throws IOException {
        InodeHeader header = image.inodeHeader();
        if (header.lastInodeId() >= PackedOffsets.LIMIT) {
            throw new CorruptImageException(
                    image.source().name(),
                    ImageSection.INODE.name(),
                    -1,
                    "inode ids below " + PackedOffsets.LIMIT,
                    "a last inode id of " + header.lastInodeId());
        }
        return header;
    }

    private static void requireCount(long count, InodeHeader header, MessageScanner messages)
            throws CorruptImageException {
        if (count != header.numInodes()) {
            throw messages.corrupt(header.numInodes() + " inodes, as the header says", count + " inodes");
        }
    }

    private static void inode(
            MessageScanner messages, InodeHeader header, ImageFacts facts, boolean summing, InodeVisitor visitor)
            throws CorruptImageException {
        facts.look(messages.buffer(), messages.start(), messages.end());
        requireId(facts.id(), header.lastInodeId());
        if (summing) {
            facts.add();
        } else {
            facts.skim();
        }
        visitor.inode(facts.id(), facts.type(), facts.open(), messages.position());
    }

    static void requireId(long id, long lastInodeId) throws CorruptImageException {
        if (id <= 0 || id > lastInodeId) {
            throw new CorruptImageException("an inode id of 1 to " + lastInodeId, "" + id);
        }
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
