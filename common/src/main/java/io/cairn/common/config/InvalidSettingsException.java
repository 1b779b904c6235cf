package io.cairn.common.config;

import java.util.List;

/** One or more keys have values that cannot be, or are not known. The message names each, and what is allowed. */
public final class InvalidSettingsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidSettingsException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
