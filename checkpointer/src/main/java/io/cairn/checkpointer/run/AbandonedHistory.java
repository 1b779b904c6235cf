package io.cairn.checkpointer.run;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DamagedFile;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SegmentFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies here of a history that the primary was taken back from. Whoever restores from here must not find it, but it may
 * be the only copy, so it is kept under another name. To be used while holding {@link CheckpointDirectories#changes}.
 */
final class AbandonedHistory {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedHistory.class);
    private static final String ASIDE_ENDING = ".stale";

    private final Disk disk;
    private final HeldFiles held;

    AbandonedHistory(Disk disk, HeldFiles held) {
        this.disk = disk;
        this.held = held;
    }

    /** Images of transactions behind {@code txid}, and segments that go beyond it. */
    List<Path> beyond(long txid) throws IOException {
        List<Path> files = new ArrayList<>();
        held.images().stream()
                .filter(image -> image.txid() > txid)
                .map(ImageFile::path)
                .forEach(files::add);
        held.segments().stream()
                .filter(segment -> segment.lastTxid() > txid)
                .map(SegmentFile::path)
                .forEach(files::add);
        return files;
    }

    /**
     * Sets aside what {@link #beyond} names: images as {@code .corrupt}, segments as {@code .stale}, the newest first, so
     * that killed in between what is left still leads on without a gap. Durable on return.
     *
     * @param why for the log
     */
    void setAside(long txid, String why) throws IOException {
        Set<Path> touched = new HashSet<>();
        List<SegmentFile> segments = new ArrayList<>(held.segments());
        segments.sort((one, other) -> Long.compare(other.firstTxid(), one.firstTxid()));
        for (SegmentFile segment : segments) {
            if (segment.lastTxid() > txid) {
                Path aside = free(segment.path());
                disk.rename(segment.path(), aside);
                held.forget(segment.path());
                Path directory = segment.path().getParent();
                if (directory != null) {
                    touched.add(directory);
                }
                LOG.warn("{} is set aside as {}: {}", segment.path(), aside, why);
            }
        }
        for (Path directory : touched) {
            disk.forceDirectory(directory);
        }
        for (ImageFile image : held.images()) {
            if (image.txid() > txid) {
                Path aside = DamagedFile.setAside(disk, image.path());
                held.forget(image.path());
                LOG.warn("{} is set aside as {}: {}", image.path(), aside, why);
            }
        }
    }

    /** What was set aside before stays. */
    private Path free(Path file) {
        Path aside = file.resolveSibling(file.getFileName() + ASIDE_ENDING);
        for (int number = 2; disk.exists(aside); number++) {
            aside = file.resolveSibling(file.getFileName() + ASIDE_ENDING + "." + number);
        }
        return aside;
    }
}
