package io.cairn.common.transfer;

import java.util.List;

/**
 * JSON answer of {@link TransferProtocol#EDITS}: finalised segments that lead on from the txid asked for, ascending,
 * without gap between them (spec storage.md §5.2, manifest rule). Immutable.
 *
 * @param segments may be empty
 */
public record EditsManifest(List<Segment> segments) {
    public EditsManifest {
        segments = List.copyOf(segments);
    }

    /**
     * One finalised segment.
     *
     * @param firstTxid inclusive
     * @param lastTxid inclusive
     * @param length bytes of the file
     * @param crc32c CRC-32C of the whole file, 8 hexadecimal digits in lower case
     */
    public record Segment(long firstTxid, long lastTxid, long length, String crc32c) {}
}
