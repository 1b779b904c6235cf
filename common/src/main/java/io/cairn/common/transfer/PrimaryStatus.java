package io.cairn.common.transfer;

import org.jspecify.annotations.Nullable;

/**
 * JSON answer of {@link TransferProtocol#STATUS}. Immutable.
 *
 * @param lastWrittenTxid last transaction journaled
 * @param durableTxid last transaction forced to disk; not above {@code lastWrittenTxid}
 * @param currentSegmentFirstTxid first transaction of the segment being written
 * @param mostRecentImageTxid last transaction in the newest image
 * @param safeMode true while changes are refused; checkpoints are not
 * @param imageAgeMillis time since the newest image was taken in, wall clock, for display; 0 or more
 * @param lastRoll digest of the namespace where the newest finalised segment ends; null if not known
 * @param provenTxid last transaction in the newest image that a checkpointer made and the primary proved, or what it counts
 *     from where there is none yet; null if it does not say
 * @param lastRestore the restore that the directories come from; null if they come from none
 */
public record PrimaryStatus(
        WireStorageInfo storageInfo,
        long lastWrittenTxid,
        long durableTxid,
        long currentSegmentFirstTxid,
        long mostRecentImageTxid,
        boolean safeMode,
        long imageAgeMillis,
        @Nullable RollDigest lastRoll,
        @Nullable Long provenTxid,
        @Nullable RestoreMark lastRestore) {}
