package io.cairn.common.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.common.op.Edit;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.NaiveModel;
import io.cairn.common.testkit.NamespaceDump;
import io.cairn.common.testkit.RandomHistory;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random edits against the naive model. {@code -Dcairn.test.seeds=N} tries N seeds, {@code -Dcairn.test.seed=S} that one
 * only; a failure names its seed.
 */
final class NamespacePropertyTest {
    private static final int EDITS = 1500;
    private static final int COMPARED_EVERY = 100;

    static LongStream seeds() {
        Long seed = Long.getLong("cairn.test.seed");
        return seed != null ? LongStream.of(seed) : LongStream.range(1, 1 + Long.getLong("cairn.test.seeds", 5));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void heapStoreEqualsTheNaiveModel(long seed) {
        RandomHistory history = new RandomHistory(seed);
        HeapStore store = new HeapStore();
        Namespace.format(store, NaiveModel.COUNTERS, NaiveModel.OWNER, NaiveModel.GROUP);
        Namespace namespace = new Namespace(store);
        for (int txid = 1; txid <= EDITS; txid++) {
            Edit edit = history.next();
            try {
                namespace.apply(edit);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", " + edit, e);
            }
            if (txid % COMPARED_EVERY == 0 || txid == EDITS) {
                namespace.commit(txid);
                assertEquals(
                        "",
                        NamespaceDump.difference(history.model().dump(), NamespaceDump.of(store)),
                        "seed " + seed + ", after txid " + txid);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void snapshotKeepsTheStateOfItsTxid(long seed) {
        RandomHistory history = new RandomHistory(seed);
        HeapStore store = new HeapStore();
        Namespace.format(store, NaiveModel.COUNTERS, NaiveModel.OWNER, NaiveModel.GROUP);
        Namespace namespace = new Namespace(store);
        for (int txid = 1; txid <= 500; txid++) {
            namespace.apply(history.next());
        }
        namespace.commit(500);
        String expected = history.model().dump();
        try (StoreView snapshot = store.snapshot()) {
            for (int txid = 501; txid <= 1000; txid++) {
                namespace.apply(history.next());
            }
            namespace.commit(1000);
            assertEquals("", NamespaceDump.difference(expected, NamespaceDump.of(snapshot)), "seed " + seed);
        }
    }
}
