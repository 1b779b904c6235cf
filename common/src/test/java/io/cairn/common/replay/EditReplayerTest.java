package io.cairn.common.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.TxRange;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.NamespaceDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditReplayerTest {
    private static final TxRange SEGMENT = new TxRange(245, 473);
    private static final long BEFORE = 244;

    @TempDir
    Path root;

    private final Disk disk = new RealDisk();
    private final List<SegmentFile> copies = new ArrayList<>();
    private final List<Long> reported = new ArrayList<>();
    private List<Long> offsets = List.of();

    @BeforeEach
    void twoCopies() throws IOException {
        String name = FileNames.finalizedEdits(SEGMENT.firstTxid(), SEGMENT.lastTxid());
        for (String directory : List.of("a", "b")) {
            Path copy = Files.createDirectory(root.resolve(directory)).resolve(name);
            Files.copy(GoldenDirectory.CURRENT.resolve(name), copy);
            copies.add(new SegmentFile(copy, SEGMENT));
        }
        offsets = offsets(copies.get(0).path());
    }

    @Test
    void anotherCopyTakesOverAtTheTransactionNeededNextAsOftenAsItMust() throws IOException {
        damage(0, 250);
        damage(1, 260);
        damage(0, 300);
        damage(1, 473);
        assertEquals(expected(), replayed());
        assertEquals(List.of(250L, 260L, 300L, 473L), reported);
    }

    @Test
    void damageAtTheSamePlaceEverywhereIsNamedAndEverythingBeforeItCommitted() throws IOException {
        damage(0, 250);
        damage(0, 300);
        damage(1, 300);
        try (HeapStore store = new HeapStore()) {
            UnreadableEditsException e = assertThrows(UnreadableEditsException.class, () -> replay(store));
            assertEquals(300, e.txid());
            assertEquals(2, e.failures().size());
            assertTrue(e.getMessage().contains(copies.get(1).path().toString()), e.getMessage());
            assertEquals(299, store.appliedTxid());
        }
    }

    @Test
    void saysWhatCanStillBeReadOfADamagedSegment() throws IOException {
        damage(0, 245);
        damage(0, 300);
        damage(0, 301);
        damage(0, 473);
        assertEquals(List.of(new TxRange(246, 299), new TxRange(302, 472)), ReadableEdits.of(disk, copies.get(0)));
        assertEquals(List.of(SEGMENT), ReadableEdits.of(disk, copies.get(1)));
    }

    @Test
    void damageAnywhereInOneCopyChangesNothing() throws IOException {
        long seed = Long.getLong("cairn.test.seed", 20261121L);
        Random random = new Random(seed);
        String expected = expected();
        byte[] whole = Files.readAllBytes(copies.get(0).path());
        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            int zeroed = random.nextInt(damaged.length);
            for (int i = zeroed; random.nextInt(4) == 0 && i < Math.min(damaged.length, zeroed + 512); i++) {
                damaged[i] = 0;
            }
            Files.write(copies.get(round % 2).path(), damaged);
            assertEquals(expected, replayed(), "seed " + seed + ", round " + round);
            Files.write(copies.get(round % 2).path(), whole);
        }
    }

    private String expected() throws IOException {
        try (HeapStore store = new HeapStore()) {
            new ImageLoader(disk).load(GoldenDirectory.image(GoldenDirectory.CURRENT, 163), store, count -> {});
            new EditReplayer(disk, new Namespace(store))
                    .replay(GoldenDirectory.segments(GoldenDirectory.CURRENT), SEGMENT.lastTxid());
            return NamespaceDump.of(store);
        }
    }

    private String replayed() throws IOException {
        try (HeapStore store = new HeapStore()) {
            replay(store);
            return NamespaceDump.of(store);
        }
    }

    private void replay(HeapStore store) throws IOException {
        reported.clear();
        new ImageLoader(disk).load(GoldenDirectory.image(GoldenDirectory.CURRENT, 163), store, count -> {});
        Namespace namespace = new Namespace(store);
        new EditReplayer(disk, namespace).replay(GoldenDirectory.segments(GoldenDirectory.CURRENT), BEFORE);
        new EditReplayer(disk, namespace, 10, txid -> {}, (segment, txid, cause) -> reported.add(txid))
                .replay(copies, SEGMENT.lastTxid());
    }

    /** Flips a bit in the frame of a transaction. */
    private void damage(int copy, long txid) throws IOException {
        Path file = copies.get(copy).path();
        byte[] bytes = Files.readAllBytes(file);
        bytes[Math.toIntExact(offsets.get((int) (txid - SEGMENT.firstTxid()))) + 12] ^= 1;
        Files.write(file, bytes);
    }

    private List<Long> offsets(Path file) throws IOException {
        List<Long> result = new ArrayList<>();
        try (ByteSource source = disk.open(file)) {
            EditReader edits = EditReader.open(source);
            while (edits.next()) {
                result.add(edits.offset());
            }
        }
        return result;
    }
}
