package io.cairn.checkpointer.wire;

/** A request that is not carried out; the message is for the one who asked. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private RefusedException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** Parameters that cannot be. */
    static RefusedException badRequest(String message) {
        return new RefusedException(400, "BAD_REQUEST", message);
    }

    /** What is asked for is not here. */
    static RefusedException notFound(String message) {
        return new RefusedException(404, "NOT_FOUND", message);
    }

    /** What is asked for does not go together with what is here. */
    static RefusedException conflict(String message) {
        return new RefusedException(409, "CONFLICT", message);
    }

    /** The one who asks belongs to another namespace. */
    static RefusedException wrongStorage() {
        return new RefusedException(
                403, "WRONG_STORAGE", "The storage info that was sent is not that of this checkpointer");
    }

    /** Nothing has come from a primary yet. */
    static RefusedException empty() {
        return new RefusedException(
                503, "EMPTY", "No checkpoint has been fetched yet; see /checkpointer/status for how that stands");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
