package io.cairn.cli;

/**
 * A command cannot do what it was asked: one line that says why, and what to type next. Immutable.
 */
final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String next;

    /**
     * @param message what went wrong, with what and where
     * @param next what to do about it, best a command; empty if the message says it
     */
    Failure(String message, String next) {
        super(message, null, false, false);
        this.next = next;
    }

    /** The message and, on a line of its own, what to do. */
    String text() {
        String message = String.valueOf(getMessage());
        return next.isEmpty() ? message : message + System.lineSeparator() + "  " + next;
    }
}
