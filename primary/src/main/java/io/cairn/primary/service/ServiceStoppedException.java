package io.cairn.primary.service;

import java.io.IOException;

/** The service ended or failed while a request was under way; whether the request took effect is not known. */
public final class ServiceStoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    public ServiceStoppedException(String message, Throwable cause) {
        super(message, cause);
    }

    public ServiceStoppedException(String message) {
        super(message);
    }
}
