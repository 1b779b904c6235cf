package io.cairn.bench;

import io.cairn.common.bytes.Md5Sink;
import io.cairn.common.codec.edits.EditWriter;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.model.LayoutVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A name directory of any size, the same on every machine: one image, then finished segments. Both sides of a comparison
 * start from copies of it. Immutable.
 *
 * @param inodes files and directories of the image, without the root
 * @param edits edits behind the image, segment marks included
 */
record BenchInput(long inodes, long edits) {
    /** Of a bench's directories; arbitrary. */
    private static final StorageInfo STORAGE = new StorageInfo(
            LayoutVersion.CURRENT,
            1_234_567_890,
            "CID-cairn-bench",
            BenchTree.EPOCH_MILLIS,
            "BP-1-127.0.0.1-" + BenchTree.EPOCH_MILLIS);

    private static final long IMAGE_TXID = 1_000_000_000L;
    private static final long SEGMENT_EDITS_MAX = 1_000_000;

    /** Writes it to {@code current}, which is created, and must not hold anything yet. */
    void write(Disk disk, Path current) throws IOException {
        BenchTree tree = new BenchTree(inodes);
        disk.createDirectories(current);
        image(disk, current.resolve(FileNames.image(IMAGE_TXID)), tree);
        segments(disk, current, new BenchEdits(tree, IMAGE_TXID));
        SeenTxidFile.write(disk, current.resolve(FileNames.SEEN_TXID), IMAGE_TXID + 1);
        VersionFile.write(
                disk, current.resolve(FileNames.VERSION), STORAGE, Instant.ofEpochMilli(BenchTree.EPOCH_MILLIS));
    }

    private static void image(Disk disk, Path path, BenchTree tree) throws IOException {
        try (PendingFile file = PendingFile.begin(disk, path)) {
            Md5Sink sink = new Md5Sink(file.sink());
            BenchImage.write(tree, STORAGE.namespaceId(), IMAGE_TXID, sink);
            file.commit();
            Md5Sidecar.write(disk, path, sink.md5());
        }
    }

    private void segments(Disk disk, Path current, BenchEdits stream) throws IOException {
        long left = edits;
        while (left > 1) {
            long count = left - SEGMENT_EDITS_MAX < 2 ? left : SEGMENT_EDITS_MAX;
            long first = stream.lastTxid() + 1;
            Path path = current.resolve(FileNames.finalizedEdits(first, first + count - 1));
            try (PendingFile file = PendingFile.begin(disk, path);
                    EditWriter out = new EditWriter(file.sink(), LayoutVersion.CURRENT)) {
                stream.segment(out, count);
                out.flush();
                file.commit();
            }
            left -= count;
        }
    }
}
