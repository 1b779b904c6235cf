package io.cairn.common.layout;

import io.cairn.common.model.TxRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which finalised segments a reader must take, one behind the other (spec storage.md §5.2). Pure. */
public final class EditsManifest {
    private EditsManifest() {}

    /**
     * Segments from {@code sinceTxid} on: of those that start at the txid wanted, the one that ends last, then on from
     * its end. Where none starts at the txid wanted, what was found is forgotten and the search goes on at the next start
     * above, so the result has no gap inside but may start later than asked.
     */
    public static List<TxRange> since(List<DirInventory> directories, long sinceTxid) {
        NavigableMap<Long, TxRange> longestByStart = longestByStart(directories);
        List<TxRange> result = new ArrayList<>();
        Map.Entry<Long, TxRange> next = longestByStart.ceilingEntry(sinceTxid);
        long wanted = sinceTxid;
        while (next != null) {
            if (next.getKey() != wanted) {
                result.clear();
            }
            result.add(next.getValue());
            wanted = next.getValue().lastTxid() + 1;
            next = longestByStart.ceilingEntry(wanted);
        }
        return result;
    }

    private static NavigableMap<Long, TxRange> longestByStart(List<DirInventory> directories) {
        TreeMap<Long, TxRange> result = new TreeMap<>();
        for (DirInventory directory : directories) {
            for (SegmentFile segment : directory.finalized()) {
                result.merge(segment.firstTxid(), segment.range(), (a, b) -> a.lastTxid() >= b.lastTxid() ? a : b);
            }
        }
        return result;
    }
}
