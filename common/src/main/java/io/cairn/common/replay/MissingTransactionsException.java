package io.cairn.common.replay;

import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Transactions that must be there are in no segment at hand. Names the exact ranges, both ends included. */
public final class MissingTransactionsException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient List<TxRange> missing;

    public MissingTransactionsException(List<TxRange> missing, String where) {
        super("Gap in transactions: missing " + text(missing) + "; " + where);
        this.missing = List.copyOf(missing);
    }

    /** What is missing, ascending. */
    public List<TxRange> missing() {
        return missing;
    }

    private static String text(List<TxRange> ranges) {
        return ranges.stream()
                .map(range -> range.firstTxid() + " to " + range.lastTxid() + " (" + range.count() + ")")
                .collect(Collectors.joining(", "));
    }
}
