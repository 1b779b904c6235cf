package io.cairn.primary.service.operator;

import java.io.IOException;

/** A save of the namespace was called off; what it had begun is removed. Immutable. */
public final class SaveCancelledException extends IOException {
    private static final long serialVersionUID = 1L;

    SaveCancelledException(String message) {
        super(message);
    }
}
