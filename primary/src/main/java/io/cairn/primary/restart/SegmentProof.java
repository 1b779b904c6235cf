package io.cairn.primary.restart;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.SegmentScan;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;

/** Proves that a file is a whole segment, and copies whole segments. Stateless. */
final class SegmentProof {
    private static final int CHUNK_BYTES = 1 << 18;

    private SegmentProof() {}

    /** True if {@code file} holds every transaction of {@code range}, intact and in order. */
    static boolean isWhole(Disk disk, Path file, TxRange range) throws IOException {
        return isWhole(scan(disk, file), range);
    }

    /**
     * Checks that {@code file} holds every transaction of {@code range}, intact and in order.
     *
     * @param what to call it in the message
     */
    static void require(Disk disk, Path file, TxRange range, String what) throws IOException {
        SegmentScan scan = scan(disk, file);
        if (!isWhole(scan, range)) {
            throw new IOException(
                    what + " is not whole: expected " + range.firstTxid() + " to " + range.lastTxid() + ", found "
                            + scan.firstTxid() + " to " + scan.lastTxid()
                            + scan.trouble().map(e -> "; " + e.getMessage()).orElse(""),
                    scan.trouble().orElse(null));
        }
    }

    /** As HDFS, takes no offence at what lies behind the last transaction. */
    private static boolean isWhole(SegmentScan scan, TxRange range) {
        return scan.firstTxid() == range.firstTxid() && scan.lastTxid() >= range.lastTxid();
    }

    private static SegmentScan scan(Disk disk, Path file) throws IOException {
        try (ByteSource source = disk.open(file)) {
            return SegmentScan.of(source);
        }
    }

    /** Copies the segment {@code source} into {@code current} and proves the copy; durable on return. */
    static void copy(Disk disk, Path source, TxRange range, Path current) throws IOException {
        String name = FileNames.finalizedEdits(range.firstTxid(), range.lastTxid());
        String temporary = FileNames.downloadedEdits(range.firstTxid(), range.lastTxid(), 0);
        try (ByteSource from = disk.open(source);
                PendingFile file = PendingFile.begin(disk, current, temporary, name)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            long position = 0;
            int read = from.read(position, chunk, 0, chunk.length);
            while (read > 0) {
                file.sink().write(chunk, 0, read);
                position += read;
                read = from.read(position, chunk, 0, chunk.length);
            }
            file.seal();
            require(disk, file.temporary(), range, "the copy of " + source);
            file.commit();
        }
    }
}
