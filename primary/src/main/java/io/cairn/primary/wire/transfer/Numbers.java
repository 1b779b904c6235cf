package io.cairn.primary.wire.transfer;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers in requests. Stateless. */
final class Numbers {
    private Numbers() {}

    /** A whole number from 0; empty for anything else. */
    static Optional<Long> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(text);
            return number >= 0 ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
