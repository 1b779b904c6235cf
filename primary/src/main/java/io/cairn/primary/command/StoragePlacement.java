package io.cairn.primary.command;

import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;

/** On which kinds of storage the copies of a file go, by its storage policy (spec fsimage.md §6). */
enum StoragePlacement {
    PROVIDED(1, StorageType.PROVIDED, StorageType.DISK),
    COLD(2, StorageType.ARCHIVE, StorageType.ARCHIVE),
    WARM(5, StorageType.DISK, StorageType.ARCHIVE),
    HOT(7, StorageType.DISK, StorageType.DISK),
    ONE_SSD(10, StorageType.SSD, StorageType.DISK),
    ALL_SSD(12, StorageType.SSD, StorageType.SSD),
    ALL_NVDIMM(14, StorageType.NVDIMM, StorageType.NVDIMM),
    LAZY_PERSIST(15, StorageType.RAM_DISK, StorageType.DISK);

    private static final String POLICY_ATTRIBUTE = "hsm.block.storage.policy.id";

    private final int policyId;
    private final StorageType first;
    private final StorageType others;

    StoragePlacement(int policyId, StorageType first, StorageType others) {
        this.policyId = policyId;
        this.first = first;
        this.others = others;
    }

    /** The placement of a policy; unspecified and unknown ones are {@link #HOT}. */
    static StoragePlacement of(int policyId) {
        for (StoragePlacement placement : values()) {
            if (placement.policyId == policyId) {
                return placement;
            }
        }
        return HOT;
    }

    /** The policy set on this very inode, 0 if none. */
    static int localPolicy(Inode inode) {
        if (inode instanceof FileInode file) {
            return file.storagePolicyId();
        }
        if (inode instanceof DirectoryInode directory) {
            for (XAttr attribute : directory.xattrs()) {
                byte[] value = attribute.value();
                if (attribute.namespace() == XAttrNamespace.SYSTEM
                        && attribute.name().equals(POLICY_ATTRIBUTE)
                        && value != null
                        && value.length == 1) {
                    return value[0];
                }
            }
        }
        return 0;
    }

    /** The policy that an inode at the end of the path inherits, 0 if no directory above it has one. */
    static int policyAbove(ResolvedPath path) {
        int policy = 0;
        for (int depth = path.path().depth() - 1; policy == 0 && depth >= 0; depth--) {
            policy = depth < path.foundCount() ? localPolicy(path.at(depth)) : 0;
        }
        return policy;
    }

    /** The policy that counts for the existing end of a path: its own or the inherited one. */
    static int effectivePolicy(ResolvedPath path) {
        int local = localPolicy(path.target());
        return local != 0 ? local : policyAbove(path);
    }

    /** Adds {@code copies} copies of {@code bytesPerCopy} to the types they go to. */
    void addTo(long[] bytesByType, long bytesPerCopy, int copies) {
        if (copies > 0) {
            bytesByType[first.ordinal()] += bytesPerCopy;
            bytesByType[others.ordinal()] += bytesPerCopy * (copies - 1);
        }
    }
}
