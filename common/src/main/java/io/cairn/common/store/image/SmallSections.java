package io.cairn.common.store.image;

import io.cairn.common.codec.image.CacheManagerState;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.codec.image.NsInfo;
import io.cairn.common.codec.image.OpenFile;
import io.cairn.common.codec.image.SecretManagerState;
import io.cairn.common.codec.image.SnapshotHeader;
import io.cairn.common.codec.image.WireWriter;
import io.cairn.common.model.Counters;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The sections of an image that are written anew whatever its size: everything but INODE, INODE_DIR and STRING_TABLE.
 * Single use, one thread.
 */
public final class SmallSections {
    private final StoreView view;
    private final ImageWriter writer;

    public SmallSections(StoreView view, ImageWriter writer) {
        this.view = view;
        this.writer = writer;
    }

    /** NS_INFO and ERASURE_CODING, which come before the inodes. */
    public void writeHead() throws IOException {
        Counters counters = view.counters();
        writer.nsInfo(new NsInfo(
                counters.namespaceId(),
                counters.genstampV1(),
                counters.genstampV2(),
                counters.genstampV1Limit(),
                counters.lastBlockId(),
                view.appliedTxid(),
                counters.rollingUpgradeStartMillis(),
                counters.lastStripedBlockId()));
        writer.erasureCodingPolicies(view.entries(SideTable.EC_POLICIES));
    }

    /** The sections between the directory entries and the string table. */
    public void writeTail() throws IOException {
        writeOpenFiles();
        Counters counters = view.counters();
        writer.beginSnapshots(new SnapshotHeader(
                counters.snapshotCounter(), SnapshotHeader.EMPTY.snapshottable(), SnapshotHeader.EMPTY.numSnapshots()));
        writer.end();
        writer.begin(ImageSection.INODE_REFERENCE);
        writer.end();
        writer.secretManager(new SecretManagerState(
                counters.currentKeyId(),
                counters.tokenSequence(),
                view.entries(SideTable.KEYS),
                view.entries(SideTable.TOKENS)));
        writer.cacheManager(new CacheManagerState(
                counters.nextDirectiveId(), view.entries(SideTable.POOLS), view.entries(SideTable.DIRECTIVES)));
    }

    private void writeOpenFiles() throws IOException {
        writer.begin(ImageSection.FILES_UNDERCONSTRUCTION);
        WireWriter message = new WireWriter();
        for (long id : view.openFiles()) {
            Optional<String> path = path(id);
            if (path.isPresent()) {
                message.clear();
                new OpenFile(id, path.get()).encode(message);
                writer.message(message);
            }
        }
        writer.end();
    }

    /** Present path of an inode; empty if it does not hang below the root. */
    private Optional<String> path(long id) {
        Deque<FsName> names = new ArrayDeque<>();
        long current = id;
        while (current != InodeIds.ROOT) {
            Optional<Inode> inode = view.inode(current);
            if (inode.isEmpty() || current == InodeIds.NONE) {
                return Optional.empty();
            }
            names.addFirst(inode.get().name());
            current = view.parent(current);
        }
        StringBuilder path = new StringBuilder();
        names.forEach(name -> path.append('/').append(new String(name.bytes(), StandardCharsets.UTF_8)));
        return Optional.of(path.toString());
    }
}
