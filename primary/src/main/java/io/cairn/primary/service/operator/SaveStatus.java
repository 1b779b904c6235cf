package io.cairn.primary.service.operator;

import org.jspecify.annotations.Nullable;

/**
 * How it stands with saving the namespace; goes out as JSON. Immutable.
 *
 * @param attempt counts the saves since the primary started; 0 before the first
 * @param online true if it needed no safe mode
 * @param txid last transaction in the image; -1 until that is known
 * @param bytes written so far, over all directories; those of one image once saved
 * @param expectedBytes an estimate of {@code bytes} at the end, from the newest image; 0 if there is none
 * @param inodes in the image, once saved
 * @param copies directories that have it, once saved
 * @param millis it has taken
 * @param failure why it failed, if it did
 */
public record SaveStatus(
        long attempt,
        State state,
        boolean online,
        long txid,
        long bytes,
        long expectedBytes,
        long inodes,
        int copies,
        long millis,
        @Nullable String failure) {
    /** What became of it. */
    public enum State {
        NONE,
        RUNNING,
        SAVED,
        /** Not needed before a shutdown: the newest image is young enough. */
        SKIPPED,
        FAILED
    }

    static final SaveStatus NONE = new SaveStatus(0, State.NONE, false, -1, 0, 0, 0, 0, 0, null);

    /** True if it goes on. */
    boolean isRunning() {
        return state == State.RUNNING;
    }
}
