package io.cairn.primary.wire.operator;

import io.cairn.common.layout.StorageDirectory;
import io.cairn.primary.service.operator.SaveStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the primary stands; goes out as JSON. Immutable.
 *
 * @param lastWrittenTxid last transaction of the namespace
 * @param durableTxid last one that a crash cannot take back
 * @param segmentFirstTxid first one of the segment being written
 * @param imageTxid last one in the newest image
 * @param imageAgeMillis since that image was confirmed
 * @param transactionsSinceImage in no image yet
 * @param inodes files, directories and links
 */
public record ReportAnswer(
        long namespaceId,
        String clusterId,
        int layoutVersion,
        long lastWrittenTxid,
        long durableTxid,
        long segmentFirstTxid,
        long imageTxid,
        long imageAgeMillis,
        long transactionsSinceImage,
        long inodes,
        SafeModeAnswer safeMode,
        SaveStatus save,
        List<Directory> directories) {
    /**
     * One name directory.
     *
     * @param holds {@code IMAGE}, {@code EDITS} or {@code IMAGE_AND_EDITS}
     * @param fault why it is out of service, if it is
     */
    public record Directory(
            String path,
            String holds,
            boolean inService,
            @Nullable String fault) {
        static Directory of(StorageDirectory directory) {
            return new Directory(
                    directory.root().toString(),
                    directory.type().name(),
                    directory.inService(),
                    directory.fault().map(String::valueOf).orElse(null));
        }
    }
}
