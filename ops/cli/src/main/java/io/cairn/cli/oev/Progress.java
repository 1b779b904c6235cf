package io.cairn.cli.oev;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says on a stream how far a long run is: nothing in the first two seconds, then a line every two. Confined to one thread. */
final class Progress {
    private static final long INTERVAL_NANOS = 2_000_000_000L;
    private static final int LOOK_EVERY = 8192;

    private final PrintStream out;
    private final LongSupplier nanos;
    private long edits;
    private long lastNanos;

    Progress(PrintStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.lastNanos = nanos.getAsLong();
    }

    /** Counts one edit that was read up to {@code position} of {@code length} bytes. */
    void edit(long position, long length) {
        edits++;
        if (edits % LOOK_EVERY == 0) {
            say(position, length);
        }
    }

    private void say(long position, long length) {
        long now = nanos.getAsLong();
        if (now - lastNanos >= INTERVAL_NANOS) {
            lastNanos = now;
            out.printf(Locale.ROOT, "oev: %,d edits, %d %%%n", edits, length == 0 ? 100 : 100 * position / length);
        }
    }
}
