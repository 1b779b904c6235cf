package io.cairn.common.store.image;

import io.cairn.common.codec.image.DirEntryCodec;
import io.cairn.common.codec.image.GrowingStringTable;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.InodeHeader;
import io.cairn.common.codec.image.WireWriter;
import io.cairn.common.model.Inode;
import io.cairn.common.store.StoreView;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;

/**
 * Writes any store as an image, every record encoded, ids ascending. Walks the store twice; besides, takes a bit an
 * inode. Single use, one thread.
 */
public final class FullImage {
    private final StoreView view;
    private final ImageWriter writer;
    private final ImageForm form;
    private final GrowingStringTable strings;
    private final InodeCodec codec;
    private final WireWriter message = new WireWriter();
    private final IdBitmap ids = new IdBitmap();
    private final IdBitmap directories = new IdBitmap();
    private boolean ascending = true;
    private long highestId;
    private long partLength;
    private long inPart;

    /**
     * @param view must not change meanwhile
     * @param writer a fresh one, of the layout and compression of {@code form}
     */
    public FullImage(StoreView view, ImageWriter writer, ImageForm form) {
        this.view = view;
        this.writer = writer;
        this.form = form;
        strings = GrowingStringTable.empty(form.layout());
        codec = new InodeCodec(form.layout());
    }

    /**
     * Writes all sections, the summary and the trailer.
     *
     * @throws IllegalArgumentException if the layout has no place for something the store holds
     */
    public void write() throws IOException {
        lookThrough();
        SmallSections small = new SmallSections(view, writer);
        small.writeHead();
        writeInodes();
        writeDirectories();
        small.writeTail();
        writer.stringTable(strings);
        writer.finish();
    }

    private void lookThrough() {
        try (StoreView.InodeCursor cursor = view.inodes()) {
            while (cursor.next()) {
                Inode inode = cursor.inode();
                ascending &= inode.id() > highestId;
                highestId = Math.max(highestId, inode.id());
                ids.add(inode.id());
                if (inode.isDirectory()) {
                    directories.add(inode.id());
                }
            }
        }
    }

    private void writeInodes() throws IOException {
        writer.beginInodes(new InodeHeader(Math.max(highestId, view.counters().lastInodeId()), ids.count()));
        startParts(ids.count());
        if (ascending) {
            try (StoreView.InodeCursor cursor = view.inodes()) {
                while (cursor.next()) {
                    write(cursor.inode());
                }
            }
        } else {
            ids.forEach(id -> write(view.inode(id)
                    .orElseThrow(() -> new IllegalStateException("Inode " + id + " was listed, but is not there"))));
        }
        writer.end();
    }

    private void write(Inode inode) throws IOException {
        message.clear();
        codec.encode(inode, strings, message);
        writer.message(message);
        endPartIfFull();
    }

    private void writeDirectories() throws IOException {
        writer.begin(ImageSection.INODE_DIR);
        startParts(directories.count());
        directories.forEach(this::writeDirectory);
        writer.end();
    }

    private void writeDirectory(long id) throws IOException {
        try (StoreView.ChildCursor children = view.children(id, null)) {
            Ids listed = new Ids(children);
            if (listed.hasNext()) {
                message.clear();
                DirEntryCodec.encode(id, listed, message);
                writer.message(message);
                endPartIfFull();
            }
        }
    }

    private void startParts(long count) {
        partLength = form.partLength(count, ids.count());
        inPart = 0;
    }

    private void endPartIfFull() throws IOException {
        if (++inPart == partLength) {
            writer.endPart();
            inPart = 0;
        }
    }

    /** The ids of a walk over children. */
    private static final class Ids implements PrimitiveIterator.OfLong {
        private final StoreView.ChildCursor cursor;
        private boolean ready;

        Ids(StoreView.ChildCursor cursor) {
            this.cursor = cursor;
            ready = cursor.next();
        }

        @Override
        public boolean hasNext() {
            return ready;
        }

        @Override
        public long nextLong() {
            if (!ready) {
                throw new NoSuchElementException("no further child");
            }
            long id = cursor.id();
            ready = cursor.next();
            return id;
        }
    }
}
