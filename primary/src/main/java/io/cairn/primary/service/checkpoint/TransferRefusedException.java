package io.cairn.primary.service.checkpoint;

/** A transfer that cannot be: the reason tells the other side what to do about it. Immutable. */
public final class TransferRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why; each is one HTTP status (spec storage.md §6). */
    public enum Reason {
        /** The request itself is wrong, or what arrived is not what was announced. */
        BAD_REQUEST,
        /** The file asked for is not there. */
        NOT_FOUND,
        /** The other side belongs to another namespace. */
        WRONG_STORAGE,
        /** Another upload is under way, or the image is here already. */
        CONFLICT,
        /** The image does not hold what the namespace held at its txid. */
        WRONG_DIGEST,
        /** What the namespace held at that txid is not known here, so no image of it can be proven. */
        UNPROVABLE,
        /** There is no room for the file. */
        NO_SPACE
    }

    private final Reason reason;

    public TransferRefusedException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
