package io.cairn.primary.wire.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the start has come: what it is doing, how much of it is done, and at its end what it was for. Thread-safe: one
 * thread moves it on, any thread looks; all fields are volatile.
 *
 * @param <T> what requests need
 */
public final class Startup<T> {
    private volatile String phase = "starting";
    private volatile int percent;
    private volatile @Nullable T result;

    /** Says what is going on and how much of the whole start is done, 0 to 99. */
    public void progress(String newPhase, int newPercent) {
        phase = newPhase;
        percent = Math.max(0, Math.min(99, newPercent));
    }

    /** The start is over. */
    public void done(T made) {
        phase = "serving";
        percent = 100;
        result = made;
    }

    /** What was started was ended: nothing is served any more. */
    public void over(String why) {
        phase = why;
        result = null;
    }

    /** Empty until the start is over. */
    public Optional<T> result() {
        return Optional.ofNullable(result);
    }

    public String phase() {
        return phase;
    }

    public int percent() {
        return percent;
    }
}
