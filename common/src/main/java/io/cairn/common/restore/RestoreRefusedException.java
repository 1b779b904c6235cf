package io.cairn.common.restore;

import java.io.IOException;

/** A restore cannot be done as asked; nothing was changed. Says why, and what to type next. */
public final class RestoreRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String next;

    /** @param next what to do about it, best a command */
    public RestoreRefusedException(String message, String next) {
        super(message);
        this.next = next;
    }

    /** What to do about it. */
    public String next() {
        return next;
    }
}
