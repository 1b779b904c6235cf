package io.cairn.common.verify;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.DirEntryCodec;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.codec.image.WireReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Checks that the children of each directory are sorted by name, as arrays of signed bytes, and so that no name is there
 * twice. Names are held for as many children at a time as fit a bound of memory; each such batch costs one pass over the
 * inodes. Single use, one thread.
 */
final class NameOrder {
    /** What a child takes beside its name: offset, length, bit, and as much again for growing. */
    private static final int OTHER_BYTES_PER_CHILD = 16;

    private static final int NAME_FIELD = 3;
    private static final int LENGTH_BYTES = 2;
    private static final int ARENA_BYTES_MAX = Integer.MAX_VALUE - 64;

    private final ImageReader image;
    private final String file;
    private final long children;
    private final long batch;
    private final Findings findings;
    private final Watcher watcher;
    private final String next;

    private IdSet wanted = new IdSet();
    private int[] offsets = {};
    private byte[] arena = {};
    private int arenaSize;

    /**
     * @param children how many there are in all directories
     * @param nameBytes sum of their names' lengths
     * @param heapBytes to be used at most, roughly
     */
    NameOrder(
            ImageReader image,
            String file,
            long children,
            long nameBytes,
            long heapBytes,
            Findings findings,
            Watcher watcher,
            String next) {
        this.image = image;
        this.file = file;
        this.children = children;
        this.findings = findings;
        this.watcher = watcher;
        this.next = next;
        long each = OTHER_BYTES_PER_CHILD + LENGTH_BYTES + (children == 0 ? 0 : nameBytes / children) * 3 / 2;
        long most = Math.min(Integer.MAX_VALUE / 64, ARENA_BYTES_MAX / each);
        batch = Math.max(1000, Math.min(most, heapBytes / each));
    }

    /** Passes over the inodes that {@link #run} will take. */
    long passes() {
        return (children + batch - 1) / batch;
    }

    void run() throws IOException {
        // Batches overlap by one child, so that each neighbour is compared with the next.
        for (long from = 0, pass = 1; from < children; from += batch, pass++) {
            gather(from, Math.min(children, from + batch + 1));
            readNames(pass);
            compare(from, Math.min(children, from + batch + 1));
        }
    }

    private interface Visitor {
        void child(long position, long directory, long child, MessageScanner at) throws CorruptImageException;
    }

    private void gather(long from, long to) throws IOException {
        wanted = new IdSet();
        walk(from, to, (position, directory, child, at) -> {
            if (IdSet.canHold(child)) {
                wanted.add(child);
            }
        });
        wanted.freeze();
        offsets = new int[(int) wanted.count()];
        arenaSize = 1; // an offset of 0 says that there is no name
    }

    private void readNames(long pass) throws IOException {
        WireReader wire = new WireReader();
        long done = 0;
        long total = image.inodeHeader().numInodes();
        String what = passes() == 1 ? "names" : "names, pass " + pass + " of " + passes();
        try (MessageScanner messages = image.inodes()) {
            while (messages.next()) {
                long id = InodeCodec.id(messages.buffer(), messages.start(), messages.end());
                if (IdSet.canHold(id) && wanted.contains(id)) {
                    keep((int) wanted.rank(id), wire.reset(messages.buffer(), messages.start(), messages.end()));
                }
                if (++done % 65536 == 0) {
                    watcher.at(what, done, total);
                }
            }
        }
    }

    private void keep(int rank, WireReader wire) throws CorruptImageException {
        int length = 0;
        int at = 0;
        while (wire.next()) {
            if (wire.field() == NAME_FIELD) {
                length = wire.length();
                at = wire.position();
                wire.advance(length);
            }
        }
        int stored = Math.min(length, 0xFFFF);
        if (arena.length - arenaSize < stored + LENGTH_BYTES) {
            long grown = Math.max(arenaSize + stored + (long) LENGTH_BYTES, arena.length * 3L / 2);
            arena = Arrays.copyOf(arena, (int) Math.min(ARENA_BYTES_MAX, Math.max(1 << 16, grown)));
        }
        offsets[rank] = arenaSize;
        arena[arenaSize++] = (byte) (stored >>> 8);
        arena[arenaSize++] = (byte) stored;
        System.arraycopy(wire.buffer(), at, arena, arenaSize, stored);
        arenaSize += stored;
    }

    private void compare(long from, long to) throws IOException {
        long[] last = {-1, 0}; // directory, place of the name
        walk(from, to, (position, directory, child, at) -> {
            int name = IdSet.canHold(child) && wanted.contains(child) ? offsets[(int) wanted.rank(child)] : 0;
            if (name != 0 && last[1] != 0 && last[0] == directory) {
                compare((int) last[1], name, directory, at);
            }
            last[0] = directory;
            last[1] = name;
        });
    }

    private void compare(int left, int right, long directory, MessageScanner at) {
        int order = Arrays.compare(
                arena, start(left), start(left) + length(left), arena, start(right), start(right) + length(right));
        if (order == 0) {
            findings.damage(
                    file,
                    at.filePosition(),
                    "a name is there twice in directory " + directory,
                    "each name once",
                    text(left) + " twice",
                    next);
        } else if (order > 0) {
            findings.damage(
                    file,
                    at.filePosition(),
                    "the children of directory " + directory + " are not sorted",
                    "names ascending as signed bytes",
                    text(left) + " before " + text(right),
                    next);
        }
    }

    private int start(int offset) {
        return offset + LENGTH_BYTES;
    }

    private int length(int offset) {
        return (arena[offset] & 0xFF) << 8 | (arena[offset + 1] & 0xFF);
    }

    private String text(int offset) {
        return "'" + new String(arena, start(offset), length(offset), StandardCharsets.UTF_8) + "'";
    }

    /** Children with their places among all, {@code from} inclusive, {@code to} exclusive. */
    private void walk(long from, long to, Visitor visitor) throws IOException {
        DirEntryCodec.Cursor cursor = new DirEntryCodec.Cursor();
        long position = 0;
        try (MessageScanner messages = image.directories()) {
            while (position < to && messages.next()) {
                long directory = DirEntryCodec.parent(messages.buffer(), messages.start(), messages.end());
                cursor.children(messages.buffer(), messages.start(), messages.end());
                while (position < to && cursor.next()) {
                    if (position >= from) {
                        visitor.child(position, directory, cursor.value(), messages);
                    }
                    position++;
                }
            }
        }
    }
}
