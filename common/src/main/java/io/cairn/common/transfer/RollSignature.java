package io.cairn.common.transfer;

import org.jspecify.annotations.Nullable;

/**
 * JSON answer of {@link TransferProtocol#ROLL}: HDFS's checkpoint signature. Immutable.
 *
 * @param mostRecentImageTxid last transaction in the primary's newest image
 * @param currentSegmentFirstTxid first transaction of the segment opened by the roll; everything before it is finalised
 * @param digest of the namespace before {@code currentSegmentFirstTxid}, 32 hexadecimal digits; null if not known
 */
public record RollSignature(
        WireStorageInfo storageInfo,
        long mostRecentImageTxid,
        long currentSegmentFirstTxid,
        @Nullable String digest) {}
