package io.cairn.primary.app;

import io.cairn.common.store.StoreException;
import java.io.IOException;

/** The store could not be read or written at the start. A matter of its disk: once that is seen to, a start works. */
final class StoreFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param advice what would help, in lines of its own */
    StoreFailedException(StoreException cause, String advice) {
        super(cause.getMessage() + "\n" + advice, cause);
    }
}
