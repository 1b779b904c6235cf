package io.cairn.checkpointer.run;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DamagedFile;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies here of a history that the primary was taken back from, by a restore to an earlier transaction. Whoever restores
 * from here must not find it, but it may be the only copy, so it is kept under another name. To be used while holding
 * {@link CheckpointDirectories#changes}.
 */
final class AbandonedHistory {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedHistory.class);
    private static final String ASIDE_ENDING = ".stale";

    private final Disk disk;
    private final HeldFiles held;
    private final String primary;

    /** @param primary for the log */
    AbandonedHistory(Disk disk, HeldFiles held, String primary) {
        this.disk = disk;
        this.held = held;
        this.primary = primary;
    }

    /** Sets aside the images of transactions that the primary has not reached. */
    void setImagesAside(long lastTxid) throws IOException {
        for (ImageFile image : held.images()) {
            if (image.txid() > lastTxid) {
                Path aside = DamagedFile.setAside(disk, image.path());
                held.forget(image.path());
                told("is only at txid " + lastTxid, image.path(), aside);
            }
        }
    }

    /**
     * Sets aside segments that the primary does not have.
     *
     * @param asked those to look at
     * @param theirs the ranges of the primary's
     */
    void setSegmentsAside(Predicate<SegmentFile> asked, Set<TxRange> theirs) throws IOException {
        Set<Path> touched = new HashSet<>();
        for (SegmentFile segment : held.segments()) {
            if (asked.test(segment) && !theirs.contains(segment.range())) {
                Path aside = segment.path().resolveSibling(segment.path().getFileName() + ASIDE_ENDING);
                disk.rename(segment.path(), aside);
                held.forget(segment.path());
                Path directory = segment.path().getParent();
                if (directory != null) {
                    touched.add(directory);
                }
                told("does not have it", segment.path(), aside);
            }
        }
        for (Path directory : touched) {
            disk.forceDirectory(directory);
        }
    }

    private void told(String why, Path file, Path aside) {
        LOG.warn(
                "{} is set aside as {}: the primary at {} {}, so it was taken back to an earlier state",
                file,
                aside,
                primary,
                why);
    }
}
