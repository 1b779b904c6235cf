package io.cairn.primary.journal;

import io.cairn.common.model.LayoutVersion;

/**
 * How a journal writes. Immutable.
 *
 * @param layout version of the segments
 * @param directoriesMin {@code dfs.namenode.edits.dir.minimum}: edits directories without which nothing is acknowledged
 * @param batchBytesMax bytes waiting to be written at which the writer thread must wait for the disk
 * @param preallocationBytes step in which segment files grow; HDFS's is 1 MiB
 */
public record JournalSettings(LayoutVersion layout, int directoriesMin, int batchBytesMax, int preallocationBytes) {
    /** HDFS's step. */
    public static final int PREALLOCATION_BYTES = 1 << 20;

    private static final int BATCH_BYTES_MAX = 8 << 20;

    public JournalSettings {
        if (directoriesMin < 1 || batchBytesMax < 1 || preallocationBytes < 1) {
            throw new IllegalArgumentException("Not journal settings: at least " + directoriesMin + " directories, "
                    + batchBytesMax + " bytes a batch, steps of " + preallocationBytes + " bytes");
        }
    }

    /** The defaults, for segments of {@code layout}. */
    public static JournalSettings of(LayoutVersion layout, int directoriesMin) {
        return new JournalSettings(layout, directoriesMin, BATCH_BYTES_MAX, PREALLOCATION_BYTES);
    }
}
