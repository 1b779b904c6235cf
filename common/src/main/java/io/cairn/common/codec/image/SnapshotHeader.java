package io.cairn.common.codec.image;

import java.util.ArrayList;
import java.util.List;

/**
 * The header of SNAPSHOT. Immutable.
 *
 * @param snapshotCounter the next snapshot id
 * @param snapshottable ids of the directories of which snapshots may be taken
 * @param numSnapshots how many snapshots follow
 */
public record SnapshotHeader(int snapshotCounter, List<Long> snapshottable, int numSnapshots) {
    /** No snapshot ever taken. */
    public static final SnapshotHeader EMPTY = new SnapshotHeader(0, List.of(), 0);

    public SnapshotHeader {
        snapshottable = List.copyOf(snapshottable);
    }

    /** True if the image carries snapshot history, or directories that may get some. */
    public boolean isInUse() {
        return numSnapshots > 0 || !snapshottable.isEmpty();
    }

    static SnapshotHeader decode(byte[] buffer, int start, int end) throws CorruptImageException {
        WireReader in = new WireReader(buffer, start, end);
        int counter = 0;
        int count = 0;
        List<Long> directories = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> counter = in.varint32();
                case 2 -> WireNumbers.read(in, directories::add);
                case 3 -> count = in.varint32();
                default -> in.skip();
            }
        }
        return new SnapshotHeader(counter, directories, count);
    }

    void encode(WireWriter out) {
        out.varint(1, snapshotCounter & 0xffffffffL);
        WireNumbers.write(2, snapshottable, out);
        out.varint(3, numSnapshots);
    }
}
