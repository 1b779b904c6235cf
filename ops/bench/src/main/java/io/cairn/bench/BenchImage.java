package io.cairn.bench;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.codec.image.CacheManagerState;
import io.cairn.common.codec.image.DirEntryCodec;
import io.cairn.common.codec.image.GrowingStringTable;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.InodeHeader;
import io.cairn.common.codec.image.NsInfo;
import io.cairn.common.codec.image.SecretManagerState;
import io.cairn.common.codec.image.SnapshotHeader;
import io.cairn.common.codec.image.WireWriter;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.LayoutVersion;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;

/** Writes a {@link BenchTree} as an fsimage, record by record. <em>Single use, one thread.</em> */
final class BenchImage {
    private final BenchTree tree;
    private final ImageWriter image;
    private final GrowingStringTable strings = GrowingStringTable.empty(LayoutVersion.CURRENT);
    private final InodeCodec codec = new InodeCodec(LayoutVersion.CURRENT);
    private final WireWriter record = new WireWriter();

    private BenchImage(BenchTree tree, ImageWriter image) {
        this.tree = tree;
        this.image = image;
    }

    static void write(BenchTree tree, int namespaceId, long txid, ByteSink sink) throws IOException {
        try (ImageWriter image = new ImageWriter(sink, LayoutVersion.CURRENT, ImageCompression.NONE)) {
            new BenchImage(tree, image).write(namespaceId, txid);
        }
    }

    private void write(int namespaceId, long txid) throws IOException {
        image.nsInfo(
                new NsInfo(namespaceId, 1000, tree.lastGenstamp(), 0, tree.lastBlockId(), txid, 0, Long.MIN_VALUE));
        image.erasureCodingPolicies(List.<EcPolicy>of());
        inodes();
        directories();
        empty(ImageSection.FILES_UNDERCONSTRUCTION);
        image.beginSnapshots(SnapshotHeader.EMPTY);
        image.end();
        empty(ImageSection.INODE_REFERENCE);
        image.secretManager(SecretManagerState.EMPTY);
        image.cacheManager(CacheManagerState.EMPTY);
        image.stringTable(strings);
        image.finish();
    }

    private void inodes() throws IOException {
        image.beginInodes(new InodeHeader(tree.lastInodeId(), tree.inodes() + 1));
        inode(tree.root());
        for (long d = 0; d < tree.directories(); d++) {
            inode(tree.directory(d));
            long first = d * BenchTree.FILES_PER_DIRECTORY;
            for (long f = first; f < Math.min(first + BenchTree.FILES_PER_DIRECTORY, tree.files()); f++) {
                inode(tree.file(f));
            }
        }
        image.end();
    }

    private void inode(Inode inode) throws IOException {
        codec.encode(inode, strings, record.clear());
        image.message(record);
    }

    private void directories() throws IOException {
        image.begin(ImageSection.INODE_DIR);
        entry(InodeIds.ROOT, tree.rootChildren());
        for (long d = 0; d < tree.directories(); d++) {
            entry(tree.directoryId(d), tree.children(d));
        }
        image.end();
    }

    private void entry(long parent, LongStream children) throws IOException {
        long[] ids = children.toArray();
        if (ids.length > 0) {
            DirEntryCodec.encode(parent, LongStream.of(ids).iterator(), record.clear());
            image.message(record);
        }
    }

    private void empty(ImageSection section) throws IOException {
        image.begin(section);
        image.end();
    }
}
