package io.cairn.common.transfer;

/**
 * JSON answer of {@link TransferProtocol#ROLL}: HDFS's checkpoint signature. Immutable.
 *
 * @param mostRecentImageTxid last transaction in the primary's newest image
 * @param currentSegmentFirstTxid first transaction of the segment opened by the roll; everything before it is finalised
 */
public record RollSignature(WireStorageInfo storageInfo, long mostRecentImageTxid, long currentSegmentFirstTxid) {}
