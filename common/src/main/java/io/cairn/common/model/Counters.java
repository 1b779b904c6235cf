package io.cairn.common.model;

/**
 * The id counters and other single values of a namespace. Immutable.
 *
 * @param namespaceId as in VERSION and the image's NS_INFO
 * @param genstampV1 legacy generation stamp (1000 when unused)
 * @param genstampV2 last generation stamp handed out
 * @param genstampV1Limit 0 when unused
 * @param lastBlockId last contiguous block id handed out
 * @param lastStripedBlockId last block-group id handed out, negative; {@link Long#MIN_VALUE} when none
 * @param lastInodeId highest inode id ever used
 * @param rollingUpgradeStartMillis 0 when no rolling upgrade is running
 * @param currentKeyId newest delegation key
 * @param tokenSequence last delegation-token sequence number
 * @param nextDirectiveId next cache-directive id
 * @param snapshotCounter next snapshot id
 */
public record Counters(
        int namespaceId,
        long genstampV1,
        long genstampV2,
        long genstampV1Limit,
        long lastBlockId,
        long lastStripedBlockId,
        long lastInodeId,
        long rollingUpgradeStartMillis,
        int currentKeyId,
        int tokenSequence,
        long nextDirectiveId,
        int snapshotCounter) {
    /** Counters of a namespace that was just formatted. */
    public static Counters fresh(int namespaceId) {
        return new Counters(namespaceId, 1000, 1000, 0, 1073741824L, Long.MIN_VALUE, InodeIds.ROOT, 0, 0, 0, 1, 0);
    }

    public Counters withNamespaceId(int value) {
        return new Counters(
                value,
                genstampV1,
                genstampV2,
                genstampV1Limit,
                lastBlockId,
                lastStripedBlockId,
                lastInodeId,
                rollingUpgradeStartMillis,
                currentKeyId,
                tokenSequence,
                nextDirectiveId,
                snapshotCounter);
    }

    public Counters withGenstampV1(long value) {
        return new Counters(
                namespaceId,
                value,
                genstampV2,
                genstampV1Limit,
                lastBlockId,
                lastStripedBlockId,
                lastInodeId,
                rollingUpgradeStartMillis,
                currentKeyId,
                tokenSequence,
                nextDirectiveId,
                snapshotCounter);
    }

    public Counters withGenstampV2(long value) {
        return new Counters(
                namespaceId,
                genstampV1,
                value,
                genstampV1Limit,
                lastBlockId,
                lastStripedBlockId,
                lastInodeId,
                rollingUpgradeStartMillis,
                currentKeyId,
                tokenSequence,
                nextDirectiveId,
                snapshotCounter);
    }

    public Counters withGenstampV1Limit(long value) {
        return new Counters(
                namespaceId,
                genstampV1,
                genstampV2,
                value,
                lastBlockId,
                lastStripedBlockId,
                lastInodeId,
                rollingUpgradeStartMillis,
                currentKeyId,
                tokenSequence,
                nextDirectiveId,
                snapshotCounter);
    }

    public Counters withLastBlockId(long value) {
        return new Counters(
                namespaceId,
                genstampV1,
                genstampV2,
                genstampV1Limit,
                value,
                lastStripedBlockId,
                lastInodeId,
                rollingUpgradeStartMillis,
                currentKeyId,
                tokenSequence,
                nextDirectiveId,
                snapshotCounter);
    }

    public Counters withLastStripedBlockId(long value) {
        return new Counters(
                namespaceId,
                genstampV1,
                genstampV2,
                genstampV1Limit,
                lastBlockId,
                value,
                lastInodeId,
                rollingUpgradeStartMillis,
                currentKeyId,
                tokenSequence,
                nextDirectiveId,
                snapshotCounter);
    }

    public Counters withLastInodeId(long value) {
        return new Counters(
                namespaceId,
                genstampV1,
                genstampV2,
                genstampV1Limit,
                lastBlockId,
                lastStripedBlockId,
                value,
                rollingUpgradeStartMillis,
                currentKeyId,
                tokenSequence,
                nextDirectiveId,
                snapshotCounter);
    }

    public Counters withRollingUpgradeStartMillis(long value) {
        return new Counters(
                namespaceId,
                genstampV1,
                genstampV2,
                genstampV1Limit,
                lastBlockId,
                lastStripedBlockId,
                lastInodeId,
                value,
                currentKeyId,
                tokenSequence,
                nextDirectiveId,
                snapshotCounter);
    }

    public Counters withCurrentKeyId(int value) {
        return new Counters(
                namespaceId,
                genstampV1,
                genstampV2,
                genstampV1Limit,
                lastBlockId,
                lastStripedBlockId,
                lastInodeId,
                rollingUpgradeStartMillis,
                value,
                tokenSequence,
                nextDirectiveId,
                snapshotCounter);
    }

    public Counters withTokenSequence(int value) {
        return new Counters(
                namespaceId,
                genstampV1,
                genstampV2,
                genstampV1Limit,
                lastBlockId,
                lastStripedBlockId,
                lastInodeId,
                rollingUpgradeStartMillis,
                currentKeyId,
                value,
                nextDirectiveId,
                snapshotCounter);
    }

    public Counters withNextDirectiveId(long value) {
        return new Counters(
                namespaceId,
                genstampV1,
                genstampV2,
                genstampV1Limit,
                lastBlockId,
                lastStripedBlockId,
                lastInodeId,
                rollingUpgradeStartMillis,
                currentKeyId,
                tokenSequence,
                value,
                snapshotCounter);
    }

    public Counters withSnapshotCounter(int value) {
        return new Counters(
                namespaceId,
                genstampV1,
                genstampV2,
                genstampV1Limit,
                lastBlockId,
                lastStripedBlockId,
                lastInodeId,
                rollingUpgradeStartMillis,
                currentKeyId,
                tokenSequence,
                nextDirectiveId,
                value);
    }
}
