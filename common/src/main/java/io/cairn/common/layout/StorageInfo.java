package io.cairn.common.layout;

import io.cairn.common.model.LayoutVersion;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Identity of a namespace as its VERSION files name it. Immutable.
 *
 * @param namespaceId 31-bit, positive
 * @param cTime milliseconds since 1970 of format or last upgrade
 */
public record StorageInfo(
        LayoutVersion layoutVersion, int namespaceId, String clusterId, long cTime, String blockPoolId) {
    public StorageInfo {
        if (layoutVersion.value() >= 0 || namespaceId <= 0 || cTime < 0) {
            throw new IllegalArgumentException("Not a storage identity: layout " + layoutVersion + ", namespace id "
                    + namespaceId + ", cTime " + cTime);
        }
        requireToken("cluster id", clusterId);
        requireToken("block pool id", blockPoolId);
    }

    /**
     * A new identity, for a directory being formatted.
     *
     * @param clusterId of an existing cluster, or empty to draw one
     * @param address IP address of this machine, part of the block pool id
     * @param random where ids come from
     * @param nowMillis wall time, becomes cTime
     */
    public static StorageInfo generate(
            LayoutVersion layoutVersion,
            Optional<String> clusterId,
            String address,
            RandomGenerator random,
            long nowMillis) {
        String cluster = clusterId.orElseGet(() -> "CID-" + randomUuid(random));
        String blockPool = "BP-" + random.nextInt(1, Integer.MAX_VALUE) + "-" + address + "-" + nowMillis;
        return new StorageInfo(layoutVersion, random.nextInt(1, Integer.MAX_VALUE), cluster, nowMillis, blockPool);
    }

    private static UUID randomUuid(RandomGenerator random) {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L; // version 4
        long low = (random.nextLong() & ~(3L << 62)) | (1L << 63); // variant 1
        return new UUID(high, low);
    }

    /** {@code layoutVersion:namespaceID:cTime:clusterID}, as image transfers carry it (spec storage.md §6.1). */
    public String wireText() {
        return layoutVersion + ":" + namespaceId + ":" + cTime + ":" + clusterId;
    }

    /**
     * The field in which a peer's {@link #wireText} differs, with both values, or empty when they agree. A text that is
     * not of that form differs as a whole.
     */
    public Optional<String> difference(String peerWireText) {
        String[] peer = peerWireText.split(":", 4);
        if (peer.length < 4) {
            return Optional.of("storageInfo is not of the form layoutVersion:namespaceID:cTime:clusterID: \""
                    + peerWireText + "\"");
        }
        String[] own = wireText().split(":", 4);
        String[] fields = {"layoutVersion", "namespaceID", "cTime", "clusterID"};
        for (int i = 0; i < fields.length; i++) {
            if (!own[i].equals(peer[i])) {
                return Optional.of(fields[i] + " is " + own[i] + " here and " + peer[i] + " there");
            }
        }
        return Optional.empty();
    }

    /** The field in which {@code other} differs, with both values, or empty when all five agree. */
    public Optional<String> difference(StorageInfo other) {
        if (!blockPoolId.equals(other.blockPoolId)) {
            Optional<String> first = sameNamespace(other) ? Optional.empty() : difference(other.wireText());
            return first.isPresent()
                    ? first
                    : Optional.of("blockpoolID is " + blockPoolId + " here and " + other.blockPoolId + " there");
        }
        return difference(other.wireText());
    }

    /** True if both name the same namespace, whatever layout version and upgrade time. */
    public boolean sameNamespace(StorageInfo other) {
        return namespaceId == other.namespaceId && clusterId.equals(other.clusterId);
    }

    /** The same namespace at another layout version. */
    public StorageInfo withLayoutVersion(LayoutVersion version) {
        return new StorageInfo(version, namespaceId, clusterId, cTime, blockPoolId);
    }

    private static void requireToken(String what, String value) {
        if (value.isBlank() || value.chars().anyMatch(c -> c <= ' ' || c == 0x7F)) {
            throw new IllegalArgumentException(
                    "A " + what + " has at least one character and no blanks, but is \"" + value + "\"");
        }
    }
}
