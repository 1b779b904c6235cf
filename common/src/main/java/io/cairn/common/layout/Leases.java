package io.cairn.common.layout;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Who still needs which files. A reader holds everything from a txid on; {@link Reaper} leaves that alone. Thread-safe:
 * one lock, held for a moment only.
 */
public final class Leases {
    private final Object lock = new Object();
    private final TreeMap<Long, Integer> holders = new TreeMap<>();

    /** A promise to leave files alone until closed; closing twice does nothing. */
    public interface Lease extends Closeable {
        @Override
        void close();
    }

    /** Holds every image of {@code txid} or later and every segment that ends at {@code txid} or later. */
    public Lease holdFrom(long txid) {
        synchronized (lock) {
            holders.merge(txid, 1, Integer::sum);
        }
        return new Lease() {
            private boolean released;

            @Override
            public void close() {
                synchronized (lock) {
                    if (!released) {
                        released = true;
                        holders.computeIfPresent(txid, (key, count) -> count == 1 ? null : count - 1);
                    }
                }
            }
        };
    }

    /** The lowest txid held; empty when nothing is. */
    public OptionalLong lowestHeld() {
        synchronized (lock) {
            return holders.isEmpty() ? OptionalLong.empty() : OptionalLong.of(holders.firstKey());
        }
    }

    /**
     * Runs {@code action} if nobody holds {@code txid}, while nobody can begin to.
     *
     * @return what it answers; false if it was not run
     */
    boolean ifFree(long txid, Deleting action) throws IOException {
        synchronized (lock) {
            return (holders.isEmpty() || txid < holders.firstKey()) && action.run();
        }
    }

    /** A deletion; answers false if there was a reason not to. */
    interface Deleting {
        boolean run() throws IOException;
    }
}
