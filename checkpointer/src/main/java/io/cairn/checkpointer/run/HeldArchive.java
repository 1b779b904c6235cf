package io.cairn.checkpointer.run;

import io.cairn.common.archive.ArchiveWriter;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageInfo;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A state to restore from as it lies here, an image and every edit that leads on, ready to be written as one archive. Its
 * files are on lease until this is closed. Single use, one thread.
 */
public final class HeldArchive implements Closeable {
    private final ArchiveWriter writer;
    private final Leases.Lease lease;

    private HeldArchive(ArchiveWriter writer, Leases.Lease lease) {
        this.writer = writer;
        this.lease = lease;
    }

    /**
     * Plans an archive; reads the segments once.
     *
     * @param info whose namespace it is
     * @param txid which image; empty for the newest that is whole
     * @param now wall time, for display
     * @return empty if there is no such image
     */
    public static Optional<HeldArchive> plan(
            Disk disk, HeldFiles files, HeldImages images, StorageInfo info, OptionalLong txid, Instant now)
            throws IOException {
        // All is held until it is known which image is meant, so that it cannot go in between.
        Leases.Lease all = files.hold(0);
        try (all) {
            Optional<ImageFile> image = txid.isPresent() ? images.whole(txid.getAsLong()) : images.newest();
            if (image.isEmpty()) {
                return Optional.empty();
            }
            Leases.Lease lease = files.hold(image.get().txid());
            boolean planned = false;
            try {
                long last = image.get().txid();
                List<SegmentFile> segments = files.segments();
                long reached = HeldImages.leadTo(last, segments);
                List<SegmentFile> leading = segments.stream()
                        .filter(segment -> segment.lastTxid() > last && segment.lastTxid() <= reached)
                        .toList();
                ArchiveWriter writer =
                        ArchiveWriter.plan(disk, info, image.get().path(), last, leading, now);
                planned = true;
                return Optional.of(new HeldArchive(writer, lease));
            } finally {
                if (!planned) {
                    lease.close();
                }
            }
        }
    }

    public ArchiveWriter writer() {
        return writer;
    }

    @Override
    public void close() {
        lease.close();
    }
}
