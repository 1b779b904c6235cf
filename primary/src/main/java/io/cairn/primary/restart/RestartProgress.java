package io.cairn.primary.restart;

/** Is told how far bringing the namespace back has come. Called on the thread that does it. */
public interface RestartProgress {
    /** Tells nobody. */
    RestartProgress NONE = new RestartProgress() {};

    /** An image is being loaded. */
    default void loading() {}

    /** So many inodes are loaded. */
    default void loaded(long inodes) {}

    /** Edits from {@code fromTxid} (exclusive) to {@code toTxid} are being replayed. */
    default void replaying(long fromTxid, long toTxid) {}

    /** The edit {@code txid} is replayed. */
    default void replayed(long txid) {}

    /** A file is being fetched from the checkpointer. */
    default void fetching(String file) {}
}
