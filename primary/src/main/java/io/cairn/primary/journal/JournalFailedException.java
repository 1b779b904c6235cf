package io.cairn.primary.journal;

import java.io.IOException;

/** The journal can make nothing durable any more: too few edits directories are left. It does not recover. */
public final class JournalFailedException extends IOException {
    private static final long serialVersionUID = 1;

    public JournalFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
