package io.cairn.common.namespace.tree;

/**
 * An edit does not fit the namespace it is applied to: the log and the image are not of one history, or one of them is
 * wrong. Unchecked, because at replay nobody below the caller of the replay can act on it. The namespace must not be
 * used further.
 */
public class InvalidEditException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long txid;

    public InvalidEditException(long txid, String message) {
        super(message);
        this.txid = txid;
    }

    /** The transaction that was refused. */
    public final long txid() {
        return txid;
    }
}
