package io.cairn.checkpointer.fetch;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.Crc32cSink;
import io.cairn.common.bytes.DiscardingSink;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.EditsManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Brings finalised segments into every edits directory. A segment appears under its name only when length and checksum
 * are those of the manifest; until then it is {@code edits_tmp_…}. Confined to the checkpoint thread.
 */
public final class SegmentFetch {
    private static final int BUFFER_BYTES = 1 << 18;

    private final Disk disk;
    private final PrimaryClient primary;
    private final Supplier<List<StorageDirectory>> inService;
    private final InstantSource clock;

    /** @param inService the edits directories to fill, asked for each segment */
    public SegmentFetch(
            Disk disk, PrimaryClient primary, Supplier<List<StorageDirectory>> inService, InstantSource clock) {
        this.disk = disk;
        this.primary = primary;
        this.inService = inService;
        this.clock = clock;
    }

    /**
     * Makes sure that {@code segment} lies whole in every directory.
     *
     * @return bytes that had to come over the wire; 0 if a directory held it already
     */
    public long fetch(EditsManifest.Segment segment, StorageInfo expected) throws IOException {
        String name = FileNames.finalizedEdits(segment.firstTxid(), segment.lastTxid());
        List<StorageDirectory> directories = inService.get();
        Path held = null;
        for (StorageDirectory directory : directories) {
            Path path = directory.file(name);
            if (held == null && disk.exists(path) && isWhole(path, segment)) {
                held = path;
            }
        }
        long transferred = 0;
        if (held == null) {
            held = directories.get(0).file(name);
            transferred = download(segment, expected, directories.get(0));
        }
        for (StorageDirectory directory : directories) {
            Path path = directory.file(name);
            if (!path.equals(held)) {
                complete(directory, held, segment);
            }
        }
        return transferred;
    }

    private void complete(StorageDirectory directory, Path held, EditsManifest.Segment segment) throws IOException {
        Path path = directory.file(String.valueOf(held.getFileName()));
        try {
            if (!disk.exists(path) || !isWhole(path, segment)) {
                copy(held, directory, segment);
            }
        } catch (IOException e) {
            if (directory.inService()) {
                throw e;
            }
            // It failed, and is out of service with its alarm: the segment lies elsewhere.
        }
    }

    private long download(EditsManifest.Segment segment, StorageInfo expected, StorageDirectory directory)
            throws IOException {
        try (PendingFile file = begin(directory, segment)) {
            Crc32cSink sink = new Crc32cSink(file.sink());
            primary.segment(segment.firstTxid(), segment.lastTxid(), expected, sink);
            require(segment, sink, primary.address());
            file.commit();
            return sink.position();
        }
    }

    private void copy(Path source, StorageDirectory directory, EditsManifest.Segment segment) throws IOException {
        try (PendingFile file = begin(directory, segment)) {
            Crc32cSink sink = new Crc32cSink(file.sink());
            drain(source, sink);
            require(segment, sink, source.toString());
            file.commit();
        }
    }

    private PendingFile begin(StorageDirectory directory, EditsManifest.Segment segment) throws IOException {
        return PendingFile.begin(
                disk,
                directory.current(),
                FileNames.downloadedEdits(segment.firstTxid(), segment.lastTxid(), clock.millis()),
                FileNames.finalizedEdits(segment.firstTxid(), segment.lastTxid()));
    }

    private boolean isWhole(Path path, EditsManifest.Segment segment) throws IOException {
        if (disk.length(path) != segment.length()) {
            return false;
        }
        Crc32cSink sink = new Crc32cSink(new DiscardingSink());
        drain(path, sink);
        return sink.crc32c().equals(segment.crc32c());
    }

    private void drain(Path path, ByteSink sink) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (ByteSource source = disk.open(path)) {
            long position = 0;
            int read = source.read(position, buffer, 0, buffer.length);
            while (read > 0) {
                sink.write(buffer, 0, read);
                position += read;
                read = source.read(position, buffer, 0, buffer.length);
            }
        }
    }

    private static void require(EditsManifest.Segment segment, Crc32cSink sink, String from) throws IOException {
        if (sink.position() != segment.length() || !sink.crc32c().equals(segment.crc32c())) {
            throw new IOException(FileNames.finalizedEdits(segment.firstTxid(), segment.lastTxid()) + " from " + from
                    + ": expected " + segment.length() + " bytes with CRC-32C " + segment.crc32c() + ", found "
                    + sink.position() + " bytes with " + sink.crc32c());
        }
    }
}
