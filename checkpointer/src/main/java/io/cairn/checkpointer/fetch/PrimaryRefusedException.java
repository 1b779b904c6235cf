package io.cairn.checkpointer.fetch;

import java.io.IOException;

/** The primary answered, but not with what was asked for. The message names call, status and the primary's words. */
public final class PrimaryRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public PrimaryRefusedException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }
}
