package io.cairn.common.layout;

import java.io.IOException;

/** Storage directories, or two processes, do not belong together or cannot be used as asked. */
public final class InconsistentStorageException extends IOException {
    private static final long serialVersionUID = 1;

    public InconsistentStorageException(String message) {
        super(message);
    }
}
