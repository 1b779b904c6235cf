package io.cairn.common.model;

/**
 * Transactions from {@code firstTxid} to {@code lastTxid}, both included. Immutable.
 */
public record TxRange(long firstTxid, long lastTxid) {
    public TxRange {
        if (firstTxid < 0 || lastTxid < firstTxid - 1) {
            throw new IllegalArgumentException("Not a range of txids: " + firstTxid + " to " + lastTxid);
        }
    }

    /** Number of transactions; 0 when the range ends before it starts. */
    public long count() {
        return lastTxid - firstTxid + 1;
    }

    public boolean contains(long txid) {
        return txid >= firstTxid && txid <= lastTxid;
    }
}
