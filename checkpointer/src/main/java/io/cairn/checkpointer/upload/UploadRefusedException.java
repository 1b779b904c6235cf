package io.cairn.checkpointer.upload;

import java.io.IOException;

/** The primary did not take an image. The image here stays; the message has the primary's words. */
public final class UploadRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public UploadRefusedException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** HTTP status: 409 when another image is newer or on its way, 403 when it is another namespace's. */
    public int status() {
        return status;
    }
}
