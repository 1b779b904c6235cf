package io.cairn.checkpointer.merge;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.replay.ImageCopy;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.SavedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Makes the next image from one that lies here and the segments that lead on, and puts it into every image directory,
 * proven. Confined to the checkpoint thread.
 */
public final class Merge {
    /** Edits between two looks at the bound of memory. */
    private static final int UNIT_EDITS = 1000;

    private final Disk disk;
    private final MergeSettings settings;
    private final CheckpointMerge merge;

    public Merge(Disk disk, MergeSettings settings) {
        this.disk = disk;
        this.settings = settings;
        merge = new CheckpointMerge(
                disk,
                new CheckpointMerge.Limits(settings.cacheBytes(), settings.overlayBytes(), UNIT_EDITS),
                settings.nanoTime());
    }

    /** Compares an image with its MD5 file; an image that was never proven here is no base. */
    public void verify(Path image) throws IOException {
        new ImageLoader(disk).verify(image);
    }

    /**
     * Writes {@code fsimage_<lastTxid>} into every one of {@code directories}.
     *
     * @param base verified
     * @param segments covering what the base lacks up to {@code lastTxid}
     * @param progress is told the last txid replayed, now and then
     */
    public CheckpointMerge.Result run(
            Path base,
            List<SegmentFile> segments,
            long lastTxid,
            List<StorageDirectory> directories,
            LayoutVersion layout,
            LongConsumer progress)
            throws IOException {
        CheckpointMerge.Result result =
                merge.run(base, segments, lastTxid, directories.get(0).current(), settings.form(layout), progress);
        for (StorageDirectory directory : directories.subList(1, directories.size())) {
            copy(result.image(), directory);
        }
        return result;
    }

    /** The MD5 recorded for an image that lies here, for the log. */
    public boolean isHeld(Path image) throws IOException {
        return disk.exists(image) && Md5Sidecar.read(disk, image).isPresent();
    }

    private void copy(SavedImage image, StorageDirectory directory) throws IOException {
        new ImageCopy(disk).copy(image.path(), image.md5(), directory.current(), image.txid());
    }
}
