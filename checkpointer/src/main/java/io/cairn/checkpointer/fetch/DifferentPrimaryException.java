package io.cairn.checkpointer.fetch;

import java.io.IOException;

/**
 * The primary is not the one whose metadata lies here: it was formatted again, or the address leads elsewhere. Nothing
 * was changed.
 */
public final class DifferentPrimaryException extends IOException {
    private static final long serialVersionUID = 1L;

    public DifferentPrimaryException(String message) {
        super(message);
    }
}
