package io.cairn.checkpointer.upload;

import java.io.IOException;

/** The primary did not take an image. The image here stays; the message has the primary's words. */
public final class UploadRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int WRONG_DIGEST = 422;

    private final int status;

    public UploadRefusedException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** True if the primary says that the image does not hold its namespace. */
    public boolean wrongDigest() {
        return status == WRONG_DIGEST;
    }

    /** HTTP status: 409 when another image is newer or on its way, 403 when it is another namespace's. */
    public int status() {
        return status;
    }
}
