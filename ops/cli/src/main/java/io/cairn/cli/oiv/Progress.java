package io.cairn.cli.oiv;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** Says on the side how far a long run is, from the second second on. Confined to one thread. */
final class Progress {
    private static final long EVERY_NANOS = 2_000_000_000L;
    private static final int LOOK_EVERY = 1 << 16;

    private final PrintWriter out;
    private final LongSupplier nanos;
    private long last;

    /**
     * Starts the clock.
     *
     * @param nanos a monotonic clock
     */
    Progress(PrintWriter out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /** Done with {@code index} (from 0) of {@code count}. */
    void at(long index, long count) {
        if (index % LOOK_EVERY == LOOK_EVERY - 1) {
            long now = nanos.getAsLong();
            if (now - last >= EVERY_NANOS) {
                last = now;
                out.println((index + 1) + " of " + count + " inodes");
                out.flush();
            }
        }
    }
}
