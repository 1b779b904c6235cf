package io.cairn.cli.oiv;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.DirEntryCodec;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.model.InodeIds;
import java.io.IOException;
import java.util.Arrays;

/**
 * Who hangs in which directory of the present tree: one number per inode and a name per directory, in primitive arrays.
 * Confined to one thread.
 */
final class Tree {
    /** The directory is not there, or hangs nowhere in the present tree. */
    static final int UNREACHABLE = LongIntTable.NONE;

    private long[] ids = new long[1024];
    private long[] nameEnds = new long[1024];
    private int directories;
    private Chunks names = new Chunks();

    private long inodes;
    private long lowest = Long.MAX_VALUE;
    private long highest = Long.MIN_VALUE;

    private final LongIntTable parents;
    private final int[] parentOf;

    private byte[] path = new byte[256];
    private int pathLength;
    private int pathOf = UNREACHABLE;
    private int[] way = new int[64];

    /** Reads the directories of an image and what hangs in them. */
    Tree(ImageReader image) throws IOException {
        readDirectories(image);
        LongIntTable places = new LongIntTable(directories, lowest, highest);
        for (int i = 0; i < directories; i++) {
            places.put(ids[i], i);
        }
        parents = new LongIntTable(inodes, lowest, highest);
        readChildren(image, places);
        parentOf = new int[directories];
        for (int i = 0; i < directories; i++) {
            parentOf[i] = parents.get(ids[i]);
        }
    }

    private void readDirectories(ImageReader image) throws IOException {
        long count = image.inodeHeader().numInodes();
        Fields inode = new Fields();
        try (MessageScanner messages = image.inodes()) {
            while (inodes < count) {
                messages.require("inode", inodes, count);
                byte[] buffer = messages.buffer();
                try {
                    long id = InodeCodec.id(buffer, messages.start(), messages.end());
                    inodes++;
                    lowest = Math.min(lowest, id);
                    highest = Math.max(highest, id);
                    if (InodeCodec.type(buffer, messages.start(), messages.end()) == InodeCodec.TYPE_DIRECTORY) {
                        inode.read(buffer, messages.start(), messages.end());
                        add(id, buffer, inode.start(3), inode.end(3));
                    }
                } catch (CorruptImageException e) {
                    throw messages.located(e);
                }
            }
        }
    }

    private void add(long id, byte[] buffer, int start, int end) {
        if (directories == ids.length) {
            ids = Arrays.copyOf(ids, directories * 2);
            nameEnds = Arrays.copyOf(nameEnds, directories * 2);
        }
        names.append(buffer, start, end);
        ids[directories] = id;
        nameEnds[directories] = names.length();
        directories++;
    }

    private void readChildren(ImageReader image, LongIntTable places) throws IOException {
        long[] references = references(image);
        DirEntryCodec.Cursor cursor = new DirEntryCodec.Cursor();
        try (MessageScanner messages = image.directories()) {
            while (messages.next()) {
                try {
                    hang(messages, places, references, cursor);
                } catch (CorruptImageException e) {
                    throw messages.located(e);
                }
            }
        }
    }

    private void hang(MessageScanner messages, LongIntTable places, long[] references, DirEntryCodec.Cursor cursor)
            throws CorruptImageException {
        byte[] buffer = messages.buffer();
        int place = places.get(DirEntryCodec.parent(buffer, messages.start(), messages.end()));
        if (place == LongIntTable.NONE) {
            return;
        }
        cursor.children(buffer, messages.start(), messages.end());
        while (cursor.next()) {
            parents.put(cursor.value(), place);
        }
        cursor.refChildren(buffer, messages.start(), messages.end());
        while (cursor.next()) {
            if (cursor.value() < 0 || cursor.value() >= references.length) {
                throw new CorruptImageException(
                        "a reference of 0 to " + (references.length - 1), "reference " + cursor.value());
            }
            parents.put(references[(int) cursor.value()], place);
        }
    }

    private static long[] references(ImageReader image) throws IOException {
        long[] referred = new long[16];
        int count = 0;
        Fields reference = new Fields();
        try (MessageScanner messages = image.messages(ImageSection.INODE_REFERENCE)) {
            while (messages.next()) {
                try {
                    reference.read(messages.buffer(), messages.start(), messages.end());
                } catch (CorruptImageException e) {
                    throw messages.located(e);
                }
                if (count == referred.length) {
                    referred = Arrays.copyOf(referred, count * 2);
                }
                referred[count++] = reference.number(1);
            }
        }
        return Arrays.copyOf(referred, count);
    }

    /** Number of inodes in the image. */
    long inodes() {
        return inodes;
    }

    /** The directory that holds the inode, {@link #UNREACHABLE} if none does. */
    int directoryOf(long id) {
        return parents.get(id);
    }

    /**
     * Makes {@link #path} that of a directory; the root's is empty.
     *
     * @return false if the directory hangs nowhere
     */
    boolean goTo(int directory) {
        if (directory == UNREACHABLE) {
            return false;
        }
        if (directory == pathOf) {
            return true;
        }
        int depth = 0;
        int at = directory;
        while (ids[at] != InodeIds.ROOT) {
            if (depth == way.length) {
                way = Arrays.copyOf(way, depth * 2);
            }
            way[depth++] = at;
            at = parentOf[at];
            if (at == UNREACHABLE || depth > directories) {
                return false;
            }
        }
        pathLength = 0;
        for (int i = depth - 1; i >= 0; i--) {
            appendName(way[i]);
        }
        pathOf = directory;
        return true;
    }

    private void appendName(int directory) {
        long from = directory == 0 ? 0 : nameEnds[directory - 1];
        int length = (int) (nameEnds[directory] - from);
        if (path.length - pathLength <= length) {
            path = Arrays.copyOf(path, Math.max(path.length * 2, pathLength + length + 1));
        }
        path[pathLength++] = '/';
        names.copy(from, path, pathLength, length);
        pathLength += length;
    }

    /** The path that {@link #goTo} went to, from 0 to {@link #pathLength}. */
    byte[] path() {
        return path;
    }

    int pathLength() {
        return pathLength;
    }

    /** Bytes that grow in pieces, so that growing copies nothing and there is no limit of an array. */
    private static final class Chunks {
        private static final int BITS = 16;
        private static final int SIZE = 1 << BITS;

        private byte[][] chunks = new byte[16][];
        private long length;

        long length() {
            return length;
        }

        void append(byte[] source, int start, int end) {
            int from = start;
            while (from < end) {
                int chunk = (int) (length >>> BITS);
                if (chunk == chunks.length) {
                    chunks = Arrays.copyOf(chunks, chunk * 2);
                }
                int at = (int) length & (SIZE - 1);
                if (at == 0) {
                    chunks[chunk] = new byte[SIZE];
                }
                int count = Math.min(end - from, SIZE - at);
                System.arraycopy(source, from, chunks[chunk], at, count);
                from += count;
                length += count;
            }
        }

        void copy(long from, byte[] target, int offset, int count) {
            int done = 0;
            while (done < count) {
                int at = (int) (from + done) & (SIZE - 1);
                int part = Math.min(count - done, SIZE - at);
                System.arraycopy(chunks[(int) ((from + done) >>> BITS)], at, target, offset + done, part);
                done += part;
            }
        }
    }
}
