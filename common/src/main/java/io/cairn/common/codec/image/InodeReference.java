package io.cairn.common.codec.image;

import io.cairn.common.model.FsName;

/**
 * An INodeReference message; others refer to it by its place in the section, from 0. Immutable.
 *
 * <table>
 * <caption>Message</caption>
 * <tr><td>1</td><td>uint64</td><td>id of the inode</td></tr>
 * <tr><td>2</td><td>bytes</td><td>name; only where the inode was renamed away</td></tr>
 * <tr><td>3</td><td>uint32</td><td>snapshot id at the destination; only where it was renamed to</td></tr>
 * <tr><td>4</td><td>uint32</td><td>last snapshot id; only where it was renamed away</td></tr>
 * </table>
 */
public sealed interface InodeReference permits InodeReference.WithName, InodeReference.Destination {
    long referredId();

    /** Where the inode was renamed away, as snapshots up to {@code lastSnapshotId} see it. Immutable. */
    record WithName(long referredId, FsName name, int lastSnapshotId) implements InodeReference {}

    /** Where the inode was renamed to. Immutable. */
    record Destination(long referredId, int dstSnapshotId) implements InodeReference {}

    /** Reads a message. */
    static InodeReference decode(byte[] buffer, int start, int end) throws CorruptImageException {
        WireReader in = new WireReader(buffer, start, end);
        long id = 0;
        FsName name = FsName.EMPTY;
        int destination = 0;
        int last = 0;
        boolean isDestination = false;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> id = in.varint();
                case 2 -> name = FsName.ofBytes(in.bytes());
                case 3 -> {
                    destination = in.varint32();
                    isDestination = true;
                }
                case 4 -> last = in.varint32();
                default -> in.skip();
            }
        }
        return isDestination ? new Destination(id, destination) : new WithName(id, name, last);
    }

    /** Appends the message. */
    default void encode(WireWriter out) {
        out.varint(1, referredId());
        if (this instanceof WithName named) {
            out.bytes(2, named.name().bytes());
            out.varint(4, named.lastSnapshotId() & 0xffffffffL);
        } else if (this instanceof Destination destination) {
            out.varint(3, destination.dstSnapshotId() & 0xffffffffL);
        }
    }
}
