package io.cairn.checkpointer.run;

import java.io.IOException;

/**
 * An image was made that does not hold what the primary's namespace holds, found here or there. The images that are in
 * service stay. Trying again may not help; somebody has to look.
 */
public final class DigestAlarmException extends IOException {
    private static final long serialVersionUID = 1L;

    public DigestAlarmException(String message, Throwable cause) {
        super(message, cause);
    }
}
