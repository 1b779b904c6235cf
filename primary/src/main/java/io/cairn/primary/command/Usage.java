package io.cairn.primary.command;

import io.cairn.common.model.BlockRef;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.StorageType;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreView;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a subtree uses of its quotas, or by how much that changes. Immutable; the array is never handed out.
 */
public final class Usage {
    static final Usage NOTHING = new Usage(0, 0, new long[StorageType.values().length]);
    static final Usage ONE_INODE = new Usage(1, 0, new long[StorageType.values().length]);

    private final long inodes;
    private final long bytes;
    private final long[] bytesByType;

    private Usage(long inodes, long bytes, long[] bytesByType) {
        this.inodes = inodes;
        this.bytes = bytes;
        this.bytesByType = bytesByType;
    }

    /**
     * Of one file.
     *
     * @param storagePolicy effective policy of the file, 0 if none is set anywhere above it
     */
    static Usage ofFile(StoreView view, FileInode file, int storagePolicy) {
        long bytes = spaceConsumed(view, file);
        long[] byType = new long[StorageType.values().length];
        if (bytes > 0) {
            if (file.isStriped()) {
                StoragePlacement.of(storagePolicy).addTo(byType, bytes, 1);
            } else {
                StoragePlacement.of(storagePolicy).addTo(byType, bytes / file.replication(), file.replication());
            }
        }
        return new Usage(1, bytes, byType);
    }

    /** What setting the replication of a contiguous file to {@code replication} changes. */
    static Usage ofReplicationChange(StoreView view, FileInode file, int replication, int storagePolicy) {
        Usage before = ofFile(view, file, storagePolicy);
        Usage after = ofFile(view, file.withReplication(replication), storagePolicy);
        return after.plus(before.negated());
    }

    /** Bytes of a file on disk, replicas and parity counted; an open block counts in full. */
    static long spaceConsumed(StoreView view, FileInode file) {
        long total = 0;
        int last = file.blocks().size() - 1;
        Optional<EcPolicy> policy = file.isStriped()
                ? view.entry(SideTable.EC_POLICIES, SideTable.number(file.ecPolicyId()))
                : Optional.empty();
        for (int i = 0; i <= last; i++) {
            BlockRef block = file.blocks().get(i);
            boolean open = i == last && file.underConstruction() != null;
            if (file.isStriped()) {
                total +=
                        policy.map(found -> stripedSpace(block.length(), found)).orElse(block.length());
            } else {
                total += (open ? file.preferredBlockSize() : block.length()) * file.replication();
            }
        }
        return total;
    }

    private static long stripedSpace(long dataBytes, EcPolicy policy) {
        long cell = policy.schema().cellSize();
        long stripe = cell * policy.schema().dataUnits();
        long rest = dataBytes % stripe;
        long parityCells = dataBytes / stripe * cell + Math.min(rest, cell);
        return dataBytes + parityCells * policy.schema().parityUnits();
    }

    long inodes() {
        return inodes;
    }

    long bytes() {
        return bytes;
    }

    long bytesOf(StorageType type) {
        return bytesByType[type.ordinal()];
    }

    Usage plus(Usage other) {
        long[] sum = bytesByType.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.bytesByType[i];
        }
        return new Usage(inodes + other.inodes, bytes + other.bytes, sum);
    }

    Usage negated() {
        long[] negative = new long[bytesByType.length];
        for (int i = 0; i < negative.length; i++) {
            negative[i] = -bytesByType[i];
        }
        return new Usage(-inodes, -bytes, negative);
    }

    boolean isNothing() {
        return inodes == 0 && bytes == 0 && Arrays.stream(bytesByType).allMatch(n -> n == 0);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Usage usage
                && inodes == usage.inodes
                && bytes == usage.bytes
                && Arrays.equals(bytesByType, usage.bytesByType);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(inodes) * 31 + Long.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Usage[" + inodes + " inodes, " + bytes + " bytes, by type " + Arrays.toString(bytesByType) + "]";
    }
}
