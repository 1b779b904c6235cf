package io.cairn.checkpointer.app;

import java.io.IOException;

/** The checkpointer cannot start; the message says why and what would help. */
public final class StartupException extends IOException {
    private static final long serialVersionUID = 1L;

    public StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
