package io.cairn.primary.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.EditsManifest;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import io.cairn.common.op.AllocateBlockIdOp;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.EndLogSegmentOp;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Journals on a faulty disk, and the check of what a restart finds. */
final class JournalFixture {
    static final Path ROOT = Path.of("/d");
    static final Path A = ROOT.resolve("a");
    static final Path B = ROOT.resolve("b");
    static final JournalSettings SETTINGS = new JournalSettings(LayoutVersion.CURRENT, 1, 1 << 16, 4096);

    private JournalFixture() {}

    /** A disk on which the storage directories are there, durable and empty. */
    static FaultyDisk disk() {
        FaultyDisk disk = new FaultyDisk(A.resolve("current"));
        disk.put(B.resolve("current/VERSION"), new byte[0]);
        disk.put(A.resolve("current/VERSION"), new byte[0]);
        return disk;
    }

    static List<StorageDirectory> directories(Path... roots) {
        List<StorageDirectory> result = new ArrayList<>();
        for (Path root : roots) {
            result.add(new StorageDirectory(root, StorageDirectory.Type.IMAGE_AND_EDITS));
        }
        return result;
    }

    static EditJournal open(Disk disk, List<StorageDirectory> directories, long lastTxid, AtomicInteger fatal)
            throws IOException {
        return EditJournal.open(
                disk,
                directories,
                SETTINGS,
                lastTxid,
                JournalListener.NONE,
                (what, cause) -> fatal.incrementAndGet(),
                () -> 0L);
    }

    /** An op that tells its txid. */
    static EditOp op(long txid) {
        return new AllocateBlockIdOp(txid);
    }

    /** What the run of a process acknowledged. */
    static final class Acknowledged {
        long durableTxid;
        boolean complete;
    }

    /**
     * Appends edits, waits for some of them, rolls, and closes, until the first failure; every wait that returns is
     * recorded.
     */
    static void work(Disk disk, List<StorageDirectory> directories, long lastTxid, Acknowledged acknowledged) {
        AtomicInteger fatal = new AtomicInteger();
        long last = lastTxid;
        try {
            try (EditJournal journal = open(disk, directories, lastTxid, fatal)) {
                acknowledged.durableTxid = lastTxid + 1;
                for (int round = 0; round < 3; round++) {
                    workAndRoll(journal, acknowledged);
                }
                last = journal.lastWrittenTxid();
            }
            acknowledged.durableTxid = last + 1;
            acknowledged.complete = true;
        } catch (IOException | CompletionException e) {
            // The disk failed or the machine stopped, as the test asked.
        }
    }

    private static void workAndRoll(EditJournal journal, Acknowledged acknowledged) throws IOException {
        for (int i = 0; i < 8; i++) {
            long txid = journal.append(op(journal.lastWrittenTxid() + 1));
            if (i % 3 == 2) {
                journal.awaitDurable(txid);
                acknowledged.durableTxid = txid;
            }
        }
        RollResult rolled = journal.roll().join();
        acknowledged.durableTxid = rolled.nextFirstTxid();
        assertTrue(journal.durableTxid() >= rolled.nextFirstTxid());
    }

    /** Recovers as a start does and returns the last txid, having checked every edit up to it. */
    static long recover(FaultyDisk disk, List<StorageDirectory> directories) throws IOException {
        new SegmentRecovery(disk, directories, JournalListener.NONE).run();
        return lastTxidOf(disk, directories);
    }

    /** Reads all finalised segments; there must be no gap and no edit that was not logged. */
    static long lastTxidOf(FaultyDisk disk, List<StorageDirectory> directories) throws IOException {
        List<DirInventory> inventories = new ArrayList<>();
        for (StorageDirectory directory : directories) {
            DirInventory inventory = DirInventory.scan(disk, directory.current());
            assertEquals(List.of(), inventory.inProgress(), "nothing is left unfinalised");
            inventories.add(inventory);
        }
        long next = 1;
        for (TxRange range : EditsManifest.since(inventories, 1)) {
            assertEquals(next, range.firstTxid(), "no gap");
            checkCopies(disk, directories, range);
            next = range.lastTxid() + 1;
        }
        return next - 1;
    }

    private static void checkCopies(FaultyDisk disk, List<StorageDirectory> directories, TxRange range)
            throws IOException {
        String name = FileNames.finalizedEdits(range.firstTxid(), range.lastTxid());
        int copies = 0;
        for (StorageDirectory directory : directories) {
            if (disk.exists(directory.file(name))) {
                copies++;
                checkSegment(disk, directory.file(name), range);
            }
        }
        assertTrue(copies > 0, name);
    }

    static void checkSegment(FaultyDisk disk, Path file, TxRange range) throws IOException {
        try (ByteSource source = disk.open(file)) {
            EditReader edits = EditReader.open(source).upTo(range.lastTxid()).startingWith(range.firstTxid());
            long next = range.firstTxid();
            while (edits.next()) {
                assertEquals(next, edits.txid());
                checkOp(edits.op(), next, range);
                next++;
            }
            assertEquals(range.lastTxid() + 1, next, file.toString());
        }
    }

    private static void checkOp(EditOp op, long txid, TxRange range) {
        if (txid == range.firstTxid()) {
            assertInstanceOf(StartLogSegmentOp.class, op);
        } else if (op instanceof AllocateBlockIdOp allocated) {
            assertEquals(txid, allocated.blockId());
        } else {
            assertInstanceOf(EndLogSegmentOp.class, op);
            assertEquals(range.lastTxid(), txid);
        }
    }
}
