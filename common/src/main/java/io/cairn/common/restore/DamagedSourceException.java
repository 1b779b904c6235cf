package io.cairn.common.restore;

import java.io.IOException;

/** An image or a segment of a source is not what it should be. */
public final class DamagedSourceException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedSourceException(String message) {
        super(message);
    }

    public DamagedSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
