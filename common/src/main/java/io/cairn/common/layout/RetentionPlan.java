package io.cairn.common.layout;

import java.nio.file.Path;
import java.util.List;

/**
 * What may go, and why. Immutable.
 *
 * @param deletions files to delete, in this order
 * @param renames files to set aside
 * @param imageTxidMin the oldest image kept; −1 if there is none
 * @param editsTxidMin the oldest transaction whose segment is kept
 */
public record RetentionPlan(List<Deletion> deletions, List<Renaming> renames, long imageTxidMin, long editsTxidMin) {
    public RetentionPlan {
        deletions = List.copyOf(deletions);
        renames = List.copyOf(renames);
    }

    /**
     * A file that may go.
     *
     * @param lastTxid last transaction that it holds, for leases; {@link StorageFileName#UNKNOWN_TXID} if nobody can
     *     have it on lease
     */
    public record Deletion(Path path, long lastTxid, String reason) {}

    /** A file to be renamed within its directory. */
    public record Renaming(Path path, Path target, String reason) {}
}
