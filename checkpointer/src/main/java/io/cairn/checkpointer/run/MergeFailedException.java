package io.cairn.checkpointer.run;

import java.io.IOException;

/** Image and edits that came here whole could not be merged; trying again with the same bytes may not help. */
public final class MergeFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    public MergeFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
