package io.cairn.primary.service.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.RetentionRule;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageFormatter;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.Counters;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.ImageSaver;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.testkit.MemoryFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Taking an image in, through each failing call and each crash: the old image stays, the new one is whole or absent. */
class ImageReceiverTest {
    private static final Path ROOT = Path.of("/disks");
    private static final List<Path> ROOTS = List.of(ROOT.resolve("one"), ROOT.resolve("two"));
    private static final StorageInfo INFO =
            new StorageInfo(LayoutVersion.CURRENT, 4711, "CID-test", 1, "BP-1-127.0.0.1-1");
    private static final long TXID = 7;

    private byte[] image;

    @BeforeEach
    void makeImage() throws IOException {
        image = image(TXID);
    }

    @Test
    void anImageIsInEveryDirectoryAfterwards() throws Exception {
        FaultyDisk disk = formatted();
        receive(disk);
        for (Path root : ROOTS) {
            assertArrayEquals(image, disk.bytes(current(root).resolve(FileNames.image(TXID))));
            new ImageLoader(disk).verify(current(root).resolve(FileNames.image(TXID)));
        }
    }

    @Test
    void withOneFailingCallTheImageIsStillTakenByTheOtherDirectoryAndNeverHalf() throws Exception {
        long calls = callsOfOne();
        for (long call = 1; call <= calls; call++) {
            FaultyDisk disk = formatted();
            disk.failChange(call, path -> path.startsWith(ROOTS.get(0)));
            receive(disk);
            assertWholeOrAbsent(disk, "failing call " + call);
            assertTrue(disk.exists(current(ROOTS.get(1)).resolve(FileNames.image(TXID))), "failing call " + call);
        }
    }

    @Test
    void afterACrashAtAnyCallEachDirectoryHasTheWholeImageOrNone() throws Exception {
        long calls = callsOfOne();
        for (long call = 1; call <= calls; call++) {
            FaultyDisk disk = formatted();
            disk.crashAtCall(call);
            try {
                receive(disk);
            } catch (IOException e) {
                assertTrue(disk.hasCrashed(), () -> "not the crash: " + e);
            }
            assertWholeOrAbsent(call % 2 == 0 ? disk.crash() : disk.crashKeepingAll(), "crash at call " + call);
        }
    }

    @Test
    void aFullDiskRefusesTheImageAndKeepsTheDirectoriesInService() throws Exception {
        FaultyDisk disk = formatted();
        byte[] small = image;
        disk.limitTo(disk.bytes(current(ROOTS.get(0)).resolve(FileNames.image(0))).length * 4L + 1000);
        try (NameDirectories directories = open(disk)) {
            ImageReceiver receiver = receiver(disk, directories);
            assertThrows(Exception.class, () -> receiver.receive(upload(small.length), body(small)));
            disk.limitTo(Long.MAX_VALUE);
            receiver.receive(upload(small.length), body(small));
            assertEquals(2, directories.imageDirectories().size());
        }
        assertWholeOrAbsent(disk, "after the disk was full");
    }

    @Test
    void aDirectoryWithoutRoomIsLeftOutUntilThereIsSomeAndStaysInService() throws Exception {
        FaultyDisk disk = formatted();
        disk.leaveFree(ROOTS.get(0), 16 << 20);
        try (NameDirectories directories = open(disk)) {
            ImageReceiver receiver = receiver(disk, directories);
            receiver.offer(upload(image.length));
            receiver.receive(upload(image.length), body(image));
            assertEquals(2, directories.imageDirectories().size(), "what takes no image still takes edits");
            assertEquals(1, receiver.room().leftOut().size());
            String alarm = receiver.room().leftOut().get(0);
            assertTrue(alarm.startsWith("No room for an image of "), alarm);
            assertTrue(alarm.contains(ROOTS.get(0).toString()), alarm);
            disk.leaveFree(ROOTS.get(0), Long.MAX_VALUE);
            assertEquals(
                    2,
                    receiver.room()
                            .of(directories.imageDirectories(), image.length)
                            .size());
            assertEquals(List.of(), receiver.room().leftOut(), "the alarm ends");
        }
        assertFalse(disk.exists(current(ROOTS.get(0)).resolve(FileNames.image(TXID))));
        assertTrue(disk.exists(current(ROOTS.get(1)).resolve(FileNames.image(TXID))));
    }

    @Test
    void anImageIsRefusedOnlyWhenNoDirectoryHasRoom() throws Exception {
        FaultyDisk disk = formatted();
        ROOTS.forEach(root -> disk.leaveFree(root, 16 << 20));
        try (NameDirectories directories = open(disk)) {
            ImageReceiver receiver = receiver(disk, directories);
            TransferRefusedException refusal =
                    assertThrows(TransferRefusedException.class, () -> receiver.offer(upload(image.length)));
            assertEquals(TransferRefusedException.Reason.NO_SPACE, refusal.reason());
        }
    }

    @Test
    void aDirectoryThatFillsUpDuringAnUploadIsLeftOutWithoutBlame() throws Exception {
        long calls = callsOfOne();
        for (long call = 1; call <= calls; call++) {
            FaultyDisk disk = formatted();
            disk.failChange(call, path -> {
                boolean here = path.startsWith(ROOTS.get(0));
                if (here) {
                    disk.leaveFree(ROOTS.get(0), 0);
                }
                return here;
            });
            try (NameDirectories directories = open(disk)) {
                receiver(disk, directories).receive(upload(image.length), body(image));
                assertEquals(2, directories.imageDirectories().size(), "failing call " + call);
            }
            assertWholeOrAbsent(disk, "failing call " + call);
        }
    }

    @Test
    void anUploadThatEndsEarlyIsRefusedAndLeavesNothing() throws Exception {
        FaultyDisk disk = formatted();
        try (NameDirectories directories = open(disk)) {
            ImageReceiver receiver = receiver(disk, directories);
            assertThrows(TransferRefusedException.class, () -> receiver.receive(upload(image.length + 1), body(image)));
        }
        assertEquals(
                List.of(),
                disk.list(current(ROOTS.get(0))).stream()
                        .filter(name -> name.contains("ckpt") || name.contains(FileNames.image(TXID)))
                        .toList());
    }

    /** Whatever happened: image 0 is there and sound, image 7 is sound if it is there. */
    private void assertWholeOrAbsent(Disk disk, String what) throws IOException {
        for (Path root : ROOTS) {
            new ImageLoader(disk).verify(current(root).resolve(FileNames.image(0)));
            Path received = current(root).resolve(FileNames.image(TXID));
            if (disk.exists(received)) {
                new ImageLoader(disk).verify(received);
                assertEquals(image.length, disk.length(received), what);
            }
        }
    }

    private long callsOfOne() throws Exception {
        FaultyDisk disk = formatted();
        long before = disk.changingCalls();
        receive(disk);
        long calls = disk.changingCalls() - before;
        assertTrue(calls >= 12, "changing calls of one upload: " + calls);
        return calls;
    }

    private void receive(FaultyDisk disk) throws Exception {
        try (NameDirectories directories = open(disk)) {
            receiver(disk, directories).receive(upload(image.length), body(image));
        }
    }

    private static ImageReceiver receiver(Disk disk, NameDirectories directories) {
        RollDigests digests = RollDigests.open(disk, directories);
        digests.record(TXID, digest());
        Checkpoints checkpoints = new Checkpoints(disk, directories, INFO, RetentionRule.DEFAULT);
        return new ImageReceiver(
                checkpoints,
                new CheckpointState(0, 0, () -> 0L),
                () -> TXID + 1,
                new ImageTurn(),
                new ImageRoom(disk),
                digests);
    }

    private static ImageReceiver.Upload upload(long length) {
        return new ImageReceiver.Upload(TXID, length, INFO.wireText(), Optional.empty(), Optional.empty());
    }

    private static ByteArrayInputStream body(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static FaultyDisk formatted() throws IOException {
        FaultyDisk disk = new FaultyDisk(ROOT);
        byte[] empty = image(0);
        List<StorageDirectory> configured = NameDirectories.configured(ROOTS, ROOTS);
        new StorageFormatter(disk)
                .format(
                        configured,
                        INFO,
                        (sink, info) -> {
                            sink.write(empty, 0, empty.length);
                            return digest();
                        },
                        "1@test",
                        false,
                        Instant.EPOCH);
        return disk;
    }

    private static NameDirectories open(Disk disk) throws IOException {
        return NameDirectories.open(disk, NameDirectories.configured(ROOTS, ROOTS), "1@test");
    }

    private static byte[] image(long txid) throws IOException {
        try (HeapStore store = new HeapStore()) {
            Namespace.format(store, Counters.fresh(4711), "hdfs", "supergroup");
            store.commit(txid);
            MemoryFile file = new MemoryFile();
            ImageSaver.write(store, file, ImageForm.plain(LayoutVersion.CURRENT));
            return file.bytes();
        }
    }

    private static NamespaceDigest digest() {
        try (HeapStore store = new HeapStore()) {
            Namespace.format(store, Counters.fresh(4711), "hdfs", "supergroup");
            return store.digest();
        }
    }

    private static Path current(Path root) {
        return root.resolve(FileNames.CURRENT);
    }
}
