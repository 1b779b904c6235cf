package io.cairn.common.codec.image;

/**
 * A DiffEntry message of SNAPSHOT_DIFF: 1 type, 2 inode id, 3 number of diffs. The diffs follow as messages, youngest
 * first: {@link FileDiff}, or {@link DirectoryDiff} each with its created names. Immutable.
 */
public record DiffEntry(boolean ofFile, long inodeId, int numOfDiff) {
    private static final int FILE = 1;
    private static final int DIRECTORY = 2;

    /** Reads a message. */
    public static DiffEntry decode(byte[] buffer, int start, int end) throws CorruptImageException {
        WireReader in = new WireReader(buffer, start, end);
        int type = 0;
        long id = 0;
        int count = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.varint32();
                case 2 -> id = in.varint();
                case 3 -> count = in.varint32();
                default -> in.skip();
            }
        }
        if (type != FILE && type != DIRECTORY) {
            throw new CorruptImageException("a diff of a file (1) or a directory (2)", "type " + type);
        }
        return new DiffEntry(type == FILE, id, count);
    }

    /** Appends the message. */
    public void encode(WireWriter out) {
        out.varint(1, ofFile ? FILE : DIRECTORY);
        out.varint(2, inodeId);
        out.varint(3, numOfDiff);
    }
}
