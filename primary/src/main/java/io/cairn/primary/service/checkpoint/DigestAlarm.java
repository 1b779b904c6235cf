package io.cairn.primary.service.checkpoint;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the images that were refused because they do not hold what the namespace held: a bug on one of the two sides, or
 * damage. Thread-safe: two atomic values.
 */
public final class DigestAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(DigestAlarm.class);

    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<@Nullable String> last = new AtomicReference<>();

    void raise(String message) {
        count.incrementAndGet();
        last.set(message);
        LOG.error("Checkpoint refused, the old image stays: {}", message);
    }

    /** An image was proven and taken: whatever was wrong no longer is. */
    void settle() {
        last.set(null);
    }

    /** Refusals since the start. */
    public long count() {
        return count.get();
    }

    /** The last one, in words; empty if an image was taken since. */
    public Optional<String> last() {
        return Optional.ofNullable(last.get());
    }
}
