package io.cairn.primary.service.checkpoint;

import io.cairn.primary.service.checkpoint.TransferRefusedException.Reason;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to put an image into the name directories. One at a time: the retention that follows an image takes
 * away what others have half written. Thread-safe: one lock, held for a moment only.
 */
public final class ImageTurn {
    private final Object lock = new Object();
    /** Who has it, in words; guarded by the lock. */
    private @Nullable String holder;

    /** The turn, until closed; closing twice does nothing. */
    public interface Held extends Closeable {
        @Override
        void close();
    }

    /**
     * Takes the turn.
     *
     * @param who in words that {@code is under way} may follow
     * @throws TransferRefusedException if another has it, naming that one
     */
    public Held take(String who) throws TransferRefusedException {
        synchronized (lock) {
            if (holder != null) {
                throw new TransferRefusedException(Reason.CONFLICT, holder + " is under way");
            }
            holder = who;
        }
        return new Held() {
            private boolean given;

            @Override
            public void close() {
                synchronized (lock) {
                    if (!given) {
                        given = true;
                        holder = null;
                    }
                }
            }
        };
    }
}
