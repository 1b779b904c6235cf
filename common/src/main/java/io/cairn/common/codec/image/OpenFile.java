package io.cairn.common.codec.image;

/**
 * A FileUnderConstructionEntry: informative only, leases come from the inode. Immutable.
 *
 * @param path as of the image
 */
public record OpenFile(long inodeId, String path) {
    /** Reads an entry. */
    public static OpenFile decode(byte[] buffer, int start, int end) throws CorruptImageException {
        WireReader in = new WireReader(buffer, start, end);
        long id = 0;
        String path = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> id = in.varint();
                case 2 -> path = in.string();
                default -> in.skip();
            }
        }
        return new OpenFile(id, path);
    }

    /** Appends an entry as a message. */
    public void encode(WireWriter out) {
        out.varint(1, inodeId);
        out.string(2, path);
    }
}
