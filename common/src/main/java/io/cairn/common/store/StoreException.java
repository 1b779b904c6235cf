package io.cairn.common.store;

/** A backend could not read or write; unchecked because every lookup can meet it. The store must not be used further. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
