package io.cairn.cli.oev;

/** Which txid an edit gets: its own, or with {@code -f} one more than the edit before. Confined to one thread. */
final class Txids {
    private final boolean fix;
    private long next;

    Txids(boolean fix) {
        this.fix = fix;
    }

    /** The first edit keeps its txid, but at least 1. */
    long of(long txid) {
        if (!fix) {
            return txid;
        }
        if (next == 0) {
            next = txid <= 0 ? 1 : txid;
        }
        return next++;
    }
}
