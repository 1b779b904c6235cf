package io.cairn.common.store.image;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.DirEntryCodec;
import io.cairn.common.codec.image.GrowingStringTable;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.InodeHeader;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.codec.image.WireReader;
import io.cairn.common.codec.image.WireWriter;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.store.StoreView;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes base and overlay as one image, in one sequential pass over the base. Records that nothing touched are copied as
 * they are, without being decoded and without an allocation; that is right because the string table keeps every id and
 * only grows. Changed records are encoded where the old ones were, new ones behind them, so an image that ascends stays
 * so. Single use, one thread.
 */
public final class ImageMerge {
    private final ImageView view;
    private final ImageBase base;
    private final Overlay overlay;
    private final ImageWriter writer;
    private final ImageForm form;
    private final GrowingStringTable strings;
    private final InodeCodec codec;
    private final WireWriter message = new WireWriter();
    private final WireReader wire = new WireReader();
    private long partLength;
    private long inPart;

    /**
     * @param store an {@link ImageStore} or a snapshot of one; must not change meanwhile
     * @param writer a fresh one, of the layout and compression of {@code form}
     * @throws IllegalArgumentException if {@link #isPossible} says no
     */
    public ImageMerge(StoreView store, ImageWriter writer, ImageForm form) {
        if (!isPossible(store, form.layout())) {
            throw new IllegalArgumentException("Records of this store cannot be copied into layout " + form.layout());
        }
        view = (ImageView) store;
        this.writer = writer;
        this.form = form;
        base = view.base;
        overlay = view.overlay;
        strings = GrowingStringTable.from(base.image().stringTable());
        codec = new InodeCodec(form.layout());
    }

    /**
     * True if the store lies over an image whose records are valid as they are in an image of that layout: ids of
     * strings are packed the same way, and the layout is not older than the base's. Otherwise see {@link FullImage}.
     */
    public static boolean isPossible(StoreView store, LayoutVersion layout) {
        if (!(store instanceof ImageView image)) {
            return false;
        }
        int maskBits = GrowingStringTable.empty(layout).maskBits();
        return layout.atLeast(image.base.layout())
                && image.base.image().stringTable().maskBits() == maskBits;
    }

    /** Writes all sections, the summary and the trailer. */
    public void write() throws IOException {
        SmallSections small = new SmallSections(view, writer);
        small.writeHead();
        writeInodes();
        writeDirectories();
        small.writeTail();
        writer.stringTable(strings);
        writer.finish();
    }

    private void writeInodes() throws IOException {
        long count = view.inodeCount();
        long[] changed = overlay.changedInodes();
        long highest = changed.length == 0 ? 0 : changed[changed.length - 1];
        writer.beginInodes(new InodeHeader(Math.max(highest, overlay.counters().lastInodeId()), count));
        startParts(count);
        long written = 0;
        try (MessageScanner messages = base.image().inodes()) {
            while (messages.next()) {
                long id = InodeCodec.id(messages.buffer(), messages.start(), messages.end());
                if (!overlay.isStale(id)) {
                    writer.raw(messages.buffer(), messages.rawStart(), messages.rawLength());
                    written++;
                    endPartIfFull();
                } else {
                    written += writeChanged(id);
                }
            }
        }
        for (long id : changed) {
            if (!base.inodes().contains(id)) {
                written += writeChanged(id);
            }
        }
        writer.end();
        if (written != count) {
            throw new IllegalStateException("Wrote " + written + " inodes where there are " + count);
        }
    }

    /** Writes the inode as it is now; answers 0 if it is gone. */
    private int writeChanged(long id) throws IOException {
        Inode inode = overlay.inode(id);
        if (inode == null) {
            return 0;
        }
        message.clear();
        codec.encode(inode, strings, message);
        writer.message(message);
        endPartIfFull();
        return 1;
    }

    private void writeDirectories() throws IOException {
        writer.begin(ImageSection.INODE_DIR);
        startParts(base.directories().count());
        try (MessageScanner messages = base.image().directories()) {
            while (messages.next()) {
                long id = DirEntryCodec.parent(messages.buffer(), messages.start(), messages.end());
                if (overlay.isRemoved(id)) {
                    continue;
                }
                DirectoryDelta delta = overlay.delta(id);
                if (delta == null) {
                    writer.raw(messages.buffer(), messages.rawStart(), messages.rawLength());
                    endPartIfFull();
                } else {
                    writeChangedDirectory(id, delta, messages);
                }
            }
        }
        for (long id : overlay.changedDirectories()) {
            DirectoryDelta delta = overlay.delta(id);
            if (delta != null && base.directories().offset(id) == DirIndex.ABSENT) {
                writeNewDirectory(id, delta);
            }
        }
        writer.end();
    }

    private void writeNewDirectory(long id, DirectoryDelta delta) throws IOException {
        if (delta.added.isEmpty()) {
            return;
        }
        message.clear();
        DirEntryCodec.encode(
                id, delta.added.values().stream().mapToLong(Long::longValue).iterator(), message);
        writer.message(message);
        endPartIfFull();
    }

    private void writeChangedDirectory(long id, DirectoryDelta delta, MessageScanner entry) throws IOException {
        message.clear();
        message.varint(1, id);
        int mark = message.begin(2);
        try {
            mergeChildren(id, delta, entry);
        } catch (CorruptImageException e) {
            throw entry.located(e);
        }
        if (message.length() == mark) {
            return; // no child is left: such a directory has no entry
        }
        message.end(mark);
        writer.message(message);
        endPartIfFull();
    }

    /**
     * Copies the packed ids that still hold, with added ones at the places of their names. The digest does not see the order
     * of children, and the next merge searches by it.
     */
    private void mergeChildren(long id, DirectoryDelta delta, MessageScanner entry) throws CorruptImageException {
        BaseReader.Children children = view.reader.children(id);
        long[] places = new long[delta.added.size()];
        long[] added = new long[places.length];
        FsName[] names = new FsName[places.length];
        int count = 0;
        for (Map.Entry<FsName, Long> child : delta.added.entrySet()) {
            places[count] = view.reader.lowerBound(children, child.getKey()) - children.start();
            names[count] = child.getKey();
            added[count++] = child.getValue();
        }
        NameOrder order = new NameOrder(id);
        int bytes = DirEntries.toChildren(wire.reset(entry.buffer(), entry.start(), entry.end()));
        int first = wire.position();
        int next = 0;
        while (wire.position() < first + bytes) {
            int start = wire.position();
            while (next < count && places[next] == start - first) {
                order.requireAdded(names[next]);
                message.packedVarint(added[next++]);
            }
            long kept = wire.packedVarint();
            if (!overlay.isDetached(kept)) {
                order.requireKept(kept);
                message.raw(wire.buffer(), start, wire.position() - start);
            }
        }
        while (next < count) {
            order.requireAdded(names[next]);
            message.packedVarint(added[next++]);
        }
    }

    /**
     * Watches that names ascend in one directory around each child that is added. Reads the names of neighbours, and no
     * others. Single use, one thread.
     */
    private final class NameOrder {
        private final long directoryId;
        private long lastKept = InodeIds.NONE;
        private @Nullable FsName lastAdded;

        NameOrder(long directoryId) {
            this.directoryId = directoryId;
        }

        void requireAdded(FsName name) throws CorruptImageException {
            FsName before = lastAdded;
            if (before == null && lastKept != InodeIds.NONE) {
                before = view.reader.name(lastKept);
            }
            if (before != null) {
                requireAscent(before, name);
            }
            lastAdded = name;
        }

        void requireKept(long childId) throws CorruptImageException {
            FsName before = lastAdded;
            if (before != null) {
                requireAscent(before, view.reader.name(childId));
            }
            lastAdded = null;
            lastKept = childId;
        }

        private void requireAscent(FsName before, FsName name) throws CorruptImageException {
            if (before.compareTo(name) >= 0) {
                throw new CorruptImageException(
                        "names that ascend in directory " + directoryId, "'" + name + "' behind '" + before + "'");
            }
        }
    }

    private void startParts(long count) {
        partLength = form.partLength(count, view.inodeCount());
        inPart = 0;
    }

    /** Parts end behind whole records. The last one ends with its section. */
    private void endPartIfFull() throws IOException {
        if (++inPart == partLength) {
            writer.endPart();
            inPart = 0;
        }
    }
}
