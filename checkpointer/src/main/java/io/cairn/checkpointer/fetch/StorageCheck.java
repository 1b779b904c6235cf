package io.cairn.checkpointer.fetch;

import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.transfer.WireStorageInfo;
import java.util.Optional;

/** Whether the primary is the one whose metadata lies here (spec storage.md §5.3, steps 2 and 3). Pure. */
public final class StorageCheck {
    private StorageCheck() {}

    /**
     * The primary's identity as our VERSION should have it.
     *
     * @throws DifferentPrimaryException if the primary's fields cannot be those of a VERSION, or the layout is newer than
     *     this software
     */
    public static StorageInfo of(WireStorageInfo wire, String address) throws DifferentPrimaryException {
        LayoutVersion layout = new LayoutVersion(wire.layoutVersion());
        if (layout.isUnknown()) {
            throw new DifferentPrimaryException(
                    "The primary at " + address + " has layoutVersion " + layout + ", newer than "
                            + LayoutVersion.CURRENT + ", the newest this software knows; upgrade the checkpointer");
        }
        try {
            return new StorageInfo(layout, wire.namespaceId(), wire.clusterId(), wire.cTime(), wire.blockPoolId());
        } catch (IllegalArgumentException e) {
            throw new DifferentPrimaryException(
                    "The primary at " + address + " names an identity that cannot be: " + e.getMessage());
        }
    }

    /**
     * Compares who we are with who the primary is. A difference in layout version or upgrade time alone is an upgrade of
     * the same namespace.
     *
     * @return true if both are equal, false if our VERSION and image must be renewed
     * @throws DifferentPrimaryException naming the field that tells them apart
     */
    public static boolean sameOrUpgraded(StorageInfo own, StorageInfo primary, String address)
            throws DifferentPrimaryException {
        if (own.equals(primary)) {
            return true;
        }
        StorageInfo comparable = new StorageInfo(
                primary.layoutVersion(), own.namespaceId(), own.clusterId(), primary.cTime(), own.blockPoolId());
        Optional<String> difference = comparable.difference(primary);
        if (difference.isPresent()) {
            throw new DifferentPrimaryException(
                    "The primary at " + address
                            + " is not the one whose checkpoints lie here: " + difference.get()
                            + ". If it was formatted again on purpose, move the checkpoint directories away; nothing was changed");
        }
        return false;
    }
}
