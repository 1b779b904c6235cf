package io.cairn.common.namespace.tree;

/**
 * Something needs the history that snapshots keep, which this software can show but not yet maintain. The data is sound:
 * stock HDFS, or a later version of this software, can use it.
 */
public final class SnapshotsUnsupportedException extends InvalidEditException {
    private static final long serialVersionUID = 1L;

    /**
     * @param txid the transaction that needs snapshot history; of an image, its last transaction
     * @param what e.g. the op and its path, or the image and its number of snapshots
     */
    public SnapshotsUnsupportedException(long txid, String what) {
        super(
                txid,
                what + " at txid " + txid + " needs snapshot history, which is not supported: directories that use"
                        + " snapshots can be viewed, but not served or merged");
    }
}
