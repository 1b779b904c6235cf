package io.cairn.common.store.image;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.DiscardingSink;
import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.model.Counters;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.model.Quota;
import io.cairn.common.store.heap.HeapStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergeAllocationTest {
    private static final int SMALL = 20_000;
    private static final int CHANGES = 200;
    private static final int FILES_PER_DIRECTORY = 20;
    private static final Permission PERMISSION = new Permission("alice", "users", 0755);

    @Test
    void mergeAllocatesNothingPerUntouchedInode() throws IOException {
        ImageStore small = changed(SMALL);
        ImageStore large = changed(4 * SMALL);
        mergeBytes(small);
        mergeBytes(large);
        long ofSmall = mergeBytes(small);
        long ofLarge = mergeBytes(large);
        assertTrue(
                Math.abs(ofLarge - ofSmall) < 64 << 10,
                "merge of " + SMALL + " inodes allocates " + ofSmall + ", of four times as many " + ofLarge);
    }

    private static long mergeBytes(ImageStore store) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ImageForm form = ImageForm.plain(LayoutVersion.CURRENT);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        try (ImageWriter writer = new ImageWriter(new DiscardingSink(), form.layout(), form.compression())) {
            new ImageMerge(store, writer, form).write();
        }
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }

    /** The same changes on a base of {@code count} files. */
    private static ImageStore changed(int count) throws IOException {
        ImageStore store = new ImageStore(ImageBase.open(base(count)), 1 << 20);
        long root = InodeIds.ROOT;
        for (int i = 0; i < CHANGES; i++) {
            long directory = store.child(root, FsName.of("d" + i));
            FsName gone = FsName.of("f1");
            long file = store.child(directory, gone);
            store.unlink(directory, gone);
            store.removeInode(file);
            long added = 1_000_000L + i;
            store.putInode(file(added, "new"));
            store.link(directory, FsName.of("new"), added);
        }
        store.putCounters(store.counters().withLastInodeId(1_000_000 + CHANGES));
        store.commit(1);
        return store;
    }

    private static ByteSource base(int count) throws IOException {
        try (HeapStore heap = new HeapStore()) {
            heap.putInode(directory(InodeIds.ROOT, ""));
            long id = InodeIds.ROOT;
            for (int d = 0; d < count / FILES_PER_DIRECTORY; d++) {
                long directory = ++id;
                heap.putInode(directory(directory, "d" + d));
                heap.link(InodeIds.ROOT, FsName.of("d" + d), directory);
                for (int f = 0; f < FILES_PER_DIRECTORY; f++) {
                    heap.putInode(file(++id, "f" + f));
                    heap.link(directory, FsName.of("f" + f), id);
                }
            }
            heap.putCounters(Counters.fresh(7).withLastInodeId(id));
            heap.commit(0);
            return ImageStoreTest.full(heap, ImageForm.plain(LayoutVersion.CURRENT))
                    .source();
        }
    }

    private static DirectoryInode directory(long id, String name) {
        return new DirectoryInode(id, FsName.of(name), PERMISSION, 10, Quota.NONE, List.of(), List.of());
    }

    private static FileInode file(long id, String name) {
        return new FileInode(
                id, FsName.of(name), PERMISSION, 20, 21, 3, 1 << 27, 0, 0, List.of(), List.of(), List.of(), null);
    }
}
