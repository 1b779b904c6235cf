package io.cairn.checkpointer.run;

import java.io.IOException;

/**
 * What lies here is not of the history that the primary has, and nothing proves that the primary was taken back on purpose.
 * Nothing was changed; somebody has to say which of the two is right.
 */
public final class HistoryConflictException extends IOException {
    private static final long serialVersionUID = 1L;

    HistoryConflictException(String message) {
        super(message);
    }
}
