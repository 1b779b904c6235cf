package io.cairn.common.layout;

/**
 * What a file's name in a storage directory says. Immutable.
 *
 * @param name the name itself, as found
 * @param firstTxid first transaction of a segment; transaction of an image; −1 for {@link Kind#TEMPORARY}
 * @param lastTxid last transaction, included; equal to {@code firstTxid} for images, {@link #UNKNOWN_TXID} for segments
 *     whose name does not tell
 */
public record StorageFileName(String name, Kind kind, long firstTxid, long lastTxid) {
    /** End of a segment whose name does not tell it. */
    public static final long UNKNOWN_TXID = -1;

    /** Kinds of files (spec storage.md §1). */
    public enum Kind {
        IMAGE,
        ROLLBACK_IMAGE,
        /** Image being saved or received; not valid until renamed. */
        CHECKPOINT_IMAGE,
        /** Image set aside because it was found damaged. */
        DAMAGED_IMAGE,
        /** MD5, digest or pin of an image. */
        SIDECAR,
        FINALIZED,
        IN_PROGRESS,
        /** Segment being downloaded. */
        DOWNLOAD,
        /** {@code .stale}, {@code .empty}, {@code .corrupt}, {@code .trash} and what else is set behind a segment's name. */
        SET_ASIDE,
        /** Left behind by an interrupted replacement of a small file. */
        TEMPORARY
    }

    static StorageFileName single(String name, Kind kind, long txid) {
        boolean image = kind == Kind.IMAGE
                || kind == Kind.ROLLBACK_IMAGE
                || kind == Kind.CHECKPOINT_IMAGE
                || kind == Kind.DAMAGED_IMAGE
                || kind == Kind.SIDECAR;
        return new StorageFileName(name, kind, txid, image ? txid : UNKNOWN_TXID);
    }

    /** The same under another name. */
    StorageFileName named(String other) {
        return new StorageFileName(other, kind, firstTxid, lastTxid);
    }
}
