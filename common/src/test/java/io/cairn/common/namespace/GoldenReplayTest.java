package io.cairn.common.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.model.Counters;
import io.cairn.common.namespace.tree.SnapshotsUnsupportedException;
import io.cairn.common.op.Edit;
import io.cairn.common.op.EndLogSegmentOp;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.Golden;
import io.cairn.common.testkit.MemorySource;
import io.cairn.common.testkit.NamespaceDump;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Replaying segments that Hadoop 3.5.0 wrote must give the images that Hadoop 3.5.0 wrote: the proof that our appliers
 * do what its do. {@code fsimage_…641} was saved by a NameNode after a replay; the others by the one that ran the calls.
 */
final class GoldenReplayTest {
    private static final String ALLOPS = "hadoop-3.5.0-allops/current/fsimage_0000000000000000";
    private static final String REPLAYED = "hadoop-3.5.0-image-forms/none/fsimage_0000000000000000641";
    private static final long LAST_TXID = 639;

    private static HeapStore loaded(String image) throws IOException {
        HeapStore store = new HeapStore();
        ImageLoader.load(new MemorySource(image, Golden.bytes(image)), store, count -> {});
        return store;
    }

    /** Applies what the segments hold of the transactions behind those applied up to {@code lastTxid}. */
    private static void replay(Namespace namespace, List<String> segments, long lastTxid) throws IOException {
        for (String segment : segments) {
            EditReader edits = EditReader.open(new MemorySource(segment, Golden.segment(segment)));
            while (edits.next()) {
                Edit edit = edits.edit();
                if (edit.txid() > namespace.appliedTxid() && edit.txid() <= lastTxid) {
                    namespace.apply(edit);
                }
            }
        }
        namespace.commit(namespace.appliedTxid());
    }

    /**
     * Without what the log and the image of Hadoop cannot agree on: a running NameNode shortens the life of a key when
     * it makes the next one, and does not log that; and an image does not hold a pool's default replication.
     */
    private static String unloggedLeftOut(String dump) {
        return dump.replaceAll("(?m)^key (\\d+) \\d+", "key $1").replaceAll("defaultReplication=\\d+", "");
    }

    /** Hadoop, loading a directory that has limits by storage type only, takes 2⁶³−1 for its limit of names. */
    private static String loadedTypeQuotasUndone(String dump) {
        return dump.replaceAll("(?m)^(/\\S+ .* dir quota )" + Long.MAX_VALUE + "( -1 \\{\\w)", "$1-1$2");
    }

    private static List<String> allOps() {
        return Golden.SEGMENTS.stream()
                .filter(segment -> segment.contains("allops"))
                .toList();
    }

    @Test
    void formattedNamespaceIsHadoopsFirstImage() throws IOException {
        HeapStore hadoops = loaded(ALLOPS + "000");
        HeapStore ours = new HeapStore();
        Namespace.format(ours, Counters.fresh(hadoops.counters().namespaceId()), "root", "supergroup");
        assertEquals("", NamespaceDump.difference(NamespaceDump.of(hadoops), NamespaceDump.of(ours)));
    }

    @ParameterizedTest
    @CsvSource({"000,163", "000,473", "163,473"})
    void replayGivesTheImageOfTheRunningNameNode(String from, long to) throws IOException {
        HeapStore store = loaded(ALLOPS + from);
        replay(new Namespace(store), allOps(), to);
        assertEquals(to, store.appliedTxid());
        assertEquals(
                "",
                NamespaceDump.difference(
                        unloggedLeftOut(NamespaceDump.of(loaded(ALLOPS + to))),
                        unloggedLeftOut(NamespaceDump.of(store))));
    }

    @ParameterizedTest
    @CsvSource({"000", "163", "473"})
    void replayGivesTheImageOfARestartedNameNode(String from) throws IOException {
        HeapStore store = loaded(ALLOPS + from);
        Namespace namespace = new Namespace(store);
        replay(namespace, allOps(), LAST_TXID);
        assertEquals(LAST_TXID, namespace.appliedTxid());
        namespace.apply(new Edit(LAST_TXID + 1, new StartLogSegmentOp()));
        namespace.apply(new Edit(LAST_TXID + 2, new EndLogSegmentOp()));
        namespace.commit(LAST_TXID + 2);
        HeapStore hadoops = loaded(REPLAYED);
        assertEquals(hadoops.appliedTxid(), store.appliedTxid());
        assertEquals(
                "",
                NamespaceDump.difference(
                        unloggedLeftOut(loadedTypeQuotasUndone(NamespaceDump.of(hadoops))),
                        unloggedLeftOut(NamespaceDump.of(store))));
    }

    @Test
    void segmentWithSnapshotsStopsAtTheFirstSnapshotOp() {
        HeapStore store = new HeapStore();
        Namespace.format(store, Counters.fresh(1), "root", "supergroup");
        SnapshotsUnsupportedException refused = assertThrows(
                SnapshotsUnsupportedException.class,
                () -> replay(
                        new Namespace(store),
                        List.of("hadoop-3.5.0-snapshots/edits_0000000000000000001-0000000000000000070"),
                        Long.MAX_VALUE));
        assertTrue(refused.getMessage().contains("OP_ALLOW_SNAPSHOT of '/"), refused.getMessage());
    }
}
