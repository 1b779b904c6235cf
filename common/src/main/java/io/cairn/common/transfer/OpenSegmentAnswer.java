package io.cairn.common.transfer;

/**
 * JSON answer of {@link TransferProtocol#OPEN}: how much of the segment being written is durable. Immutable.
 *
 * @param firstTxid inclusive
 * @param lastTxid inclusive: the last transaction that a crash cannot take back
 * @param bytes length of the file up to the end of {@code lastTxid}
 * @param prefixCrc32c CRC-32C of the bytes before {@link TransferProtocol#FROM_BYTE}, 8 hexadecimal digits in lower case;
 *     who has these bytes already compares; of none, if {@link TransferProtocol#START_TXID} was of another segment
 */
public record OpenSegmentAnswer(long firstTxid, long lastTxid, long bytes, String prefixCrc32c) {}
