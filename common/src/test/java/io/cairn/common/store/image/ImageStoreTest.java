package io.cairn.common.store.image;

import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.model.Counters;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.MemoryFile;
import io.cairn.common.testkit.MetadataStoreContract;
import java.io.IOException;

/** What every store promises, of one over an image. */
class ImageStoreTest extends MetadataStoreContract {
    @Override
    protected MetadataStore newStore() throws IOException {
        return new ImageStore(ImageBase.open(rootOnly().source()), 1 << 20);
    }

    static MemoryFile rootOnly() throws IOException {
        try (HeapStore heap = new HeapStore()) {
            heap.putInode(directory(InodeIds.ROOT, ""));
            heap.putCounters(Counters.fresh(7));
            heap.commit(0);
            return full(heap, ImageForm.plain(LayoutVersion.CURRENT));
        }
    }

    static MemoryFile full(StoreView store, ImageForm form) throws IOException {
        MemoryFile file = new MemoryFile();
        try (ImageWriter writer = new ImageWriter(file, form.layout(), form.compression())) {
            new FullImage(store, writer, form).write();
        }
        return file;
    }
}
