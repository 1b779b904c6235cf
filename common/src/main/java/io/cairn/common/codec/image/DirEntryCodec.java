package io.cairn.common.codec.image;

import java.util.PrimitiveIterator;

/**
 * A DirEntry of INODE_DIR: which inodes hang in a directory, in name order.
 *
 * <table>
 * <caption>Message</caption>
 * <tr><td>1</td><td>uint64</td><td>parent</td></tr>
 * <tr><td>2</td><td>repeated uint64, packed</td><td>children</td></tr>
 * <tr><td>3</td><td>repeated uint32, packed</td><td>refChildren: places in INODE_REFERENCE</td></tr>
 * </table>
 *
 * Stateless.
 */
public final class DirEntryCodec {
    private DirEntryCodec() {}

    /** Id of the directory, without allocating. */
    public static long parent(byte[] buffer, int start, int end) throws CorruptImageException {
        return WireReader.find(buffer, start, end, 1, 0);
    }

    /** Appends a message for a directory. Fields without a number are left out. */
    public static void encode(
            long parent, PrimitiveIterator.OfLong children, PrimitiveIterator.OfInt refChildren, WireWriter out) {
        out.varint(1, parent);
        encodeChildren(children, out);
        if (refChildren.hasNext()) {
            int mark = out.begin(3);
            while (refChildren.hasNext()) {
                out.packedVarint(refChildren.nextInt() & 0xffffffffL);
            }
            out.end(mark);
        }
    }

    /** Appends a message for a directory whose children are no references. */
    public static void encode(long parent, PrimitiveIterator.OfLong children, WireWriter out) {
        out.varint(1, parent);
        encodeChildren(children, out);
    }

    private static void encodeChildren(PrimitiveIterator.OfLong children, WireWriter out) {
        if (children.hasNext()) {
            int mark = out.begin(2);
            while (children.hasNext()) {
                out.packedVarint(children.nextLong());
            }
            out.end(mark);
        }
    }

    /**
     * Walks over the numbers of one field, packed or not, without allocating. May be pointed to further messages.
     * Confined to one thread.
     */
    public static final class Cursor {
        private final WireReader in = new WireReader();
        private int wanted;
        private int outer;
        private boolean inside;
        private long value;

        /** Over field 2, the ids of the children. */
        public Cursor children(byte[] buffer, int start, int end) {
            return numbers(buffer, start, end, 2);
        }

        /** Over field 3, the places of the references. */
        public Cursor refChildren(byte[] buffer, int start, int end) {
            return numbers(buffer, start, end, 3);
        }

        /** Over the numbers of any field of any message. */
        public Cursor numbers(byte[] buffer, int start, int end, int field) {
            in.reset(buffer, start, end);
            wanted = field;
            inside = false;
            return this;
        }

        /** Moves to the next number; false when there is none. */
        public boolean next() throws CorruptImageException {
            while (true) {
                if (inside) {
                    if (in.more()) {
                        value = in.packedVarint();
                        return true;
                    }
                    in.leave(outer);
                    inside = false;
                }
                if (!in.next()) {
                    return false;
                }
                if (in.field() == wanted) {
                    if (!in.isPacked()) {
                        value = in.varint();
                        return true;
                    }
                    outer = in.enter();
                    inside = true;
                }
            }
        }

        /** The number that {@link #next} moved to: an inode id, or the place of a reference. */
        public long value() {
            return value;
        }
    }
}
