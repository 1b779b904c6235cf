package io.cairn.common.store.image;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.CacheManagerState;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.InodeHeader;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.codec.image.SecretManagerState;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.digest.NamespaceFacts;
import io.cairn.common.model.Counters;
import io.cairn.common.model.Inode;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An uncompressed fsimage without snapshots, indexed for look-ups. Opening takes one pass over its inodes and one over
 * its directory entries, which checks them too. Thread-safe: everything is fixed once opened, but for parents, which are
 * found on demand under a lock. Does not close the source.
 */
public final class ImageBase {
    private final ImageReader image;
    private final InodeCodec codec;
    private final InodeIndex inodes;
    private final DirIndex directories;
    private final BaseParents parents;
    private final List<Long> openFiles;
    private final Counters counters;
    private final NamespaceDigest facts;
    private final long txid;
    private final long inodeSection;
    private final long directorySection;

    private ImageBase(
            ImageReader image,
            InodeIndex inodes,
            DirIndex directories,
            BaseParents parents,
            List<Long> openFiles,
            NamespaceDigest facts)
            throws IOException {
        this.image = image;
        this.inodes = inodes;
        this.directories = directories;
        this.parents = parents;
        this.openFiles = List.copyOf(openFiles);
        this.facts = facts;
        codec = new InodeCodec(image.layout());
        counters = image.counters();
        txid = image.nsInfo().txid();
        inodeSection = sectionOffset(image, ImageSection.INODE);
        directorySection = sectionOffset(image, ImageSection.INODE_DIR);
    }

    /**
     * Indexes an image and sums up its facts.
     *
     * @throws SnapshotImageException if it has snapshots
     * @throws CorruptImageException naming what is wrong and where
     * @throws IllegalArgumentException if it is compressed: records cannot be found by position then; see
     *     {@code ImageInflater}
     */
    public static ImageBase open(ByteSource source) throws IOException {
        return open(source, Optional.empty());
    }

    /**
     * Indexes an image; what it holds is taken from whoever proved it before, which saves summing it up. An image made
     * from it whose own sum is right proves that this was right too.
     *
     * @param proven digest of the namespace in the image; empty if it is to be found here
     */
    public static ImageBase open(ByteSource source, Optional<NamespaceDigest> proven) throws IOException {
        ImageReader image = ImageReader.open(source);
        if (image.summary().codec() != ImageCompression.NONE) {
            throw new IllegalArgumentException(
                    source.name() + ": compressed with " + image.summary().codec() + ", cannot be indexed");
        }
        ImageScan.requireNoSnapshots(image);
        try {
            return new Opening(image, proven).open();
        } catch (InodeIndex.DuplicateIdException e) {
            throw new CorruptImageException(source.name(), null, -1, "inode id " + e.id + " once", "it twice");
        }
    }

    /** The bytes of the image. */
    public ByteSource source() {
        return image.source();
    }

    public LayoutVersion layout() {
        return image.layout();
    }

    /** Last transaction in the image. */
    public long txid() {
        return txid;
    }

    /** Number of inodes in the image. */
    public long inodeCount() {
        return inodes.count();
    }

    /** Heap that the indexes take, bytes. */
    public long indexBytes() {
        return inodes.heapBytes() + directories.heapBytes();
    }

    /** The digest of the namespace in the image, as found or told when it was opened. */
    public NamespaceDigest digest() {
        return new NamespaceFacts(facts).digest(counters);
    }

    /** The sum of all facts but the counters. */
    NamespaceDigest facts() {
        return facts;
    }

    ImageReader image() {
        return image;
    }

    InodeIndex inodes() {
        return inodes;
    }

    DirIndex directories() {
        return directories;
    }

    /** Where section INODE starts in the file. */
    long inodeSection() {
        return inodeSection;
    }

    /** Where section INODE_DIR starts in the file. */
    long directorySection() {
        return directorySection;
    }

    /** Messages of a section, its header included. */
    MessageScanner scan(ImageSection section) throws IOException {
        return image.messages(section);
    }

    Inode decode(byte[] buffer, int start, int end) throws CorruptImageException {
        return codec.decode(buffer, start, end, image.stringTable());
    }

    /** Directory that holds the inode in the base. */
    long parent(long id) {
        try {
            return parents.parent(id);
        } catch (IOException e) {
            throw new StoreException(source().name() + ": cannot look for the parent of inode " + id, e);
        }
    }

    /** An overlay without changes, with the side tables of this image. */
    Overlay freshOverlay() {
        Overlay overlay = new Overlay(counters, openFiles);
        try {
            SecretManagerState secrets = image.secretManager();
            CacheManagerState cache = image.cacheManager();
            fill(overlay, SideTable.KEYS, secrets.keys());
            fill(overlay, SideTable.TOKENS, secrets.tokens());
            fill(overlay, SideTable.POOLS, cache.pools());
            fill(overlay, SideTable.DIRECTIVES, cache.directives());
            fill(overlay, SideTable.EC_POLICIES, image.erasureCodingPolicies());
        } catch (IOException e) {
            throw new StoreException(source().name() + ": cannot read the small sections", e);
        }
        return overlay;
    }

    private static <V> void fill(Overlay overlay, SideTable<V> table, List<V> values) {
        for (V value : values) {
            overlay.table(table).put(table.key().apply(value), value);
        }
    }

    private static long sectionOffset(ImageReader image, ImageSection section) {
        return image.summary()
                .section(section)
                .map(range -> range.offset())
                .orElseThrow(() -> new IllegalStateException("A mandatory section is missing: " + section));
    }

    /** Fills the indexes. Single use. */
    private static final class Opening {
        private final ImageReader image;
        private final Optional<NamespaceDigest> proven;
        private final InodeIndex.Builder inodes;
        private final PackedPairs entries = new PackedPairs();
        private final IdBitmap directoriesAndOpenFiles = new IdBitmap();
        private final List<Long> openFiles = new ArrayList<>();

        Opening(ImageReader image, Optional<NamespaceDigest> proven) throws IOException {
            this.image = image;
            this.proven = proven;
            InodeHeader header = image.inodeHeader();
            inodes = new InodeIndex.Builder(header.numInodes(), header.lastInodeId());
        }

        ImageBase open() throws IOException {
            ImageScan scan = new ImageScan(image);
            ImageFacts facts = new ImageFacts(image.stringTable());
            boolean summing = proven.isEmpty();
            scan.inodes(facts, summing, this::inode);
            InodeIndex index = inodes.build();
            scan.directories((id, offset, children, childBytes) -> {
                requireKnown(index, id, id);
                int end = children.position() + childBytes;
                while (children.position() < end) {
                    long child = children.packedVarint();
                    requireKnown(index, child, id);
                    if (summing) {
                        facts.link(id, child);
                    }
                }
                entries.add(id, offset);
            });
            NamespaceDigest sum;
            if (proven.isPresent()) {
                sum = NamespaceFacts.without(image.counters(), proven.get());
            } else {
                facts.tables(image);
                sum = facts.sum();
            }
            BaseParents parents = new BaseParents(image, directoriesAndOpenFiles);
            return new ImageBase(image, index, new DirIndex(entries), parents, openFiles, sum);
        }

        private void inode(long id, int type, boolean open, long offset) throws CorruptImageException {
            if (!inodes.add(id, offset)) {
                throw new CorruptImageException("inode id " + id + " once", "it a second time");
            }
            if (open) {
                openFiles.add(id);
            }
            if (open || type == InodeCodec.TYPE_DIRECTORY) {
                directoriesAndOpenFiles.add(id);
            }
        }

        private static void requireKnown(InodeIndex index, long id, long directoryId) throws CorruptImageException {
            if (!index.contains(id)) {
                throw new CorruptImageException(
                        "inode " + id + " of the entry of directory " + directoryId + " in section INODE",
                        "no such inode");
            }
        }
    }
}
