package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;

/** The time of a snapshot op: i64, only since layout −66; before it counts as 0. Stateless. */
final class SnapshotFields {
    private static final int INTRODUCED = -66;

    private SnapshotFields() {}

    static long readTime(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return layout.hasSnapshotMtime() ? body.i64() : 0;
    }

    static void writeTime(long mtimeMillis, LayoutVersion layout, ByteWriter body) {
        if (layout.hasSnapshotMtime()) {
            body.i64(mtimeMillis);
        } else if (mtimeMillis != 0) {
            throw UnwritableOpException.needs("The time of a snapshot op", INTRODUCED, layout);
        }
    }
}
