package io.cairn.common.store.image;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.WireReader;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.store.StoreException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups in a base image by positional reads through a block cache. A child is found by binary search over the packed
 * ids of its directory's entry, which are sorted by name: only the names of the probed children are read. Confined to
 * one thread.
 */
final class BaseReader {
    private static final int RECENT_SLOTS = 1 << 15;
    private static final int RECENT_NAME_MAX = 64;
    private static final int NAME_WINDOW = 192;
    private static final int NAME_FIELD = 3;

    private final ImageBase base;
    private final BlockCache cache;
    private final WireReader wire = new WireReader();
    private byte[] scratch = new byte[NAME_WINDOW];
    private int nameStart;
    private int nameEnd;
    private long varintEnd;

    // Answers about the base hold for ever; paths share their first components.
    private final long[] recentParents = new long[RECENT_SLOTS];
    private final FsName[] recentNames = new FsName[RECENT_SLOTS];
    private final long[] recentIds = new long[RECENT_SLOTS];

    /**
     * @param cacheBytes bound of the memory for blocks of the image
     */
    BaseReader(ImageBase base, long cacheBytes) {
        this.base = base;
        this.cache = new BlockCache(base.source(), cacheBytes);
        Arrays.fill(recentNames, FsName.EMPTY);
    }

    /** The ids of a directory's children, packed, in the order of their names: a range of the image. */
    record Children(long start, long end) {
        static final Children NONE = new Children(0, 0);
    }

    /** The inode as in the base, or null if the base does not have it. */
    @Nullable
    Inode inode(long id) {
        long offset = base.inodes().offset(id);
        if (offset == InodeIndex.ABSENT) {
            return null;
        }
        long position = base.inodeSection() + offset;
        int length = messageLength(position);
        long start = varintEnd;
        ensureScratch(length);
        cache.read(start, scratch, 0, length);
        try {
            return base.decode(scratch, 0, length);
        } catch (CorruptImageException e) {
            throw corrupt(e, position);
        }
    }

    /** Id of the child in the base, or {@link InodeIds#NONE}. */
    long child(long parentId, FsName name) {
        if (name.length() > RECENT_NAME_MAX) {
            return search(children(parentId), name);
        }
        int slot = ((int) ((parentId * 0x9E3779B97F4A7C15L) >>> 40) ^ name.hashCode()) & (RECENT_SLOTS - 1);
        if (recentParents[slot] != parentId || !recentNames[slot].equals(name)) {
            recentIds[slot] = search(children(parentId), name);
            recentParents[slot] = parentId;
            recentNames[slot] = name;
        }
        return recentIds[slot];
    }

    /** The children of a directory in the base; empty if it has none or does not exist. */
    Children children(long directoryId) {
        long offset = base.directories().offset(directoryId);
        if (offset == DirIndex.ABSENT) {
            return Children.NONE;
        }
        long position = base.directorySection() + offset;
        int length = messageLength(position);
        long start = varintEnd;
        int head = Math.min(length, DirEntries.HEAD_BYTES_MAX);
        cache.read(start, scratch, 0, head);
        try {
            int bytes = DirEntries.toChildren(wire.reset(scratch, 0, length));
            long first = start + wire.position();
            return bytes == 0 ? Children.NONE : new Children(first, first + bytes);
        } catch (CorruptImageException e) {
            throw corrupt(e, position);
        }
    }

    /** Number of ids in a packed range. */
    long count(Children children) {
        long count = 0;
        for (long position = children.start; position < children.end; position++) {
            count += cache.byteAt(position) < 0x80 ? 1 : 0;
        }
        return count;
    }

    /** Offset in the image of the first child whose name is not below {@code name}, or the end of the range. */
    long lowerBound(Children children, FsName name) {
        byte[] wanted = name.bytes();
        long low = children.start;
        long high = children.end;
        while (low < high) {
            long middle = idStart(low, (low + high) >>> 1);
            long id = varint(middle, high);
            long next = varintEnd;
            readName(id);
            if (Arrays.compare(scratch, nameStart, nameEnd, wanted, 0, wanted.length) < 0) {
                low = next;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The packed id at {@code position}; {@link #next} then tells where the following one starts. */
    long idAt(long position, Children children) {
        return varint(position, children.end);
    }

    /** Behind the id that {@link #idAt} read last. */
    long next() {
        return varintEnd;
    }

    /** Name of an inode of the base. */
    FsName name(long id) {
        readName(id);
        return FsName.ofBytes(Arrays.copyOfRange(scratch, nameStart, nameEnd));
    }

    private long search(Children children, FsName name) {
        long position = lowerBound(children, name);
        if (position >= children.end) {
            return InodeIds.NONE;
        }
        long id = varint(position, children.end);
        readName(id);
        byte[] wanted = name.bytes();
        return Arrays.equals(scratch, nameStart, nameEnd, wanted, 0, wanted.length) ? id : InodeIds.NONE;
    }

    /** Goes back from the middle of a packed id to its first byte: the byte before that ends another id. */
    private long idStart(long low, long position) {
        long start = position;
        while (start > low && cache.byteAt(start - 1) >= 0x80) {
            start--;
        }
        return start;
    }

    /** Reads the name of the inode into {@link #scratch}, between {@link #nameStart} and {@link #nameEnd}. */
    private void readName(long id) {
        long offset = base.inodes().offset(id);
        if (offset == InodeIndex.ABSENT) {
            throw new StoreException(cache.source().name() + ": a directory holds inode " + id
                    + ", but section INODE has no such inode");
        }
        long position = base.inodeSection() + offset;
        int length = messageLength(position);
        long start = varintEnd;
        int window = Math.min(length, NAME_WINDOW);
        cache.read(start, scratch, 0, window);
        try {
            if (!findName(window, length)) {
                ensureScratch(length);
                cache.read(start, scratch, 0, length);
                findName(length, length);
            }
        } catch (CorruptImageException e) {
            throw corrupt(e, position);
        }
    }

    /** Finds the name in the first {@code window} bytes of a record; false if it may lie behind them. */
    private boolean findName(int window, int length) throws CorruptImageException {
        // The record's fields are short but for name and body, so a field cut off by the window is one of those.
        wire.reset(scratch, 0, length);
        nameStart = 0;
        nameEnd = 0;
        while (wire.position() + 24 < window || window == length) {
            if (!wire.next()) {
                return true;
            }
            if (wire.field() == NAME_FIELD) {
                int size = wire.length();
                nameStart = wire.position();
                nameEnd = nameStart + size;
                return nameEnd <= window;
            }
            wire.skip();
        }
        return false;
    }

    private int messageLength(long position) {
        long length = varint(position, cache.source().length());
        if (length < 0 || length > cache.source().length() - varintEnd) {
            throw new StoreException(cache.source().name() + ", offset " + position
                    + ": expected a message inside the file, found a length of " + length);
        }
        return Math.toIntExact(length);
    }

    private long varint(long position, long limit) {
        long value = 0;
        int shift = 0;
        long at = position;
        while (at < limit && shift < 70) {
            int b = cache.byteAt(at++);
            value |= (b & 0x7FL) << shift;
            if (b < 0x80) {
                varintEnd = at;
                return value;
            }
            shift += 7;
        }
        throw new StoreException(cache.source().name() + ", offset " + position + ": expected a varint");
    }

    private void ensureScratch(int length) {
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, Math.min(scratch.length * 2, 1 << 20))];
        }
    }

    private StoreException corrupt(CorruptImageException e, long position) {
        CorruptImageException located = e.located(cache.source().name(), "INODE", position);
        return new StoreException(String.valueOf(located.getMessage()), located);
    }
}
