package io.cairn.primary.service.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.NameDirectories;
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
import io.cairn.primary.service.checkpoint.ImageRoom;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Saving the namespace, through each failing call and each crash: the old image stays, the new one is whole or absent. */
class NamespaceImagesTest {
    private static final Path ROOT = Path.of("/disks");
    private static final List<Path> ROOTS = List.of(ROOT.resolve("one"), ROOT.resolve("two"));
    private static final StorageInfo INFO =
            new StorageInfo(LayoutVersion.CURRENT, 4711, "CID-test", 1, "BP-1-127.0.0.1-1");
    private static final long TXID = 9;

    @Test
    void theImageIsInEveryDirectoryAfterwards() throws IOException {
        FaultyDisk disk = formatted();
        try (NameDirectories directories = open(disk)) {
            assertEquals(2, save(disk, directories, NamespaceImages.Watch.NONE).copies());
        }
        for (Path root : ROOTS) {
            new ImageLoader(disk).verify(image(root));
        }
    }

    @Test
    void withOneFailingCallItIsInTheOtherDirectoryAndNowhereHalf() throws IOException {
        for (long call = 1; call <= callsOfOne(); call++) {
            FaultyDisk disk = formatted();
            try (NameDirectories directories = open(disk)) {
                disk.failChange(call, path -> path.startsWith(ROOTS.get(0)));
                save(disk, directories, NamespaceImages.Watch.NONE);
            }
            assertTrue(disk.exists(image(ROOTS.get(1))), "failing call " + call);
            assertWholeOrAbsent(disk);
        }
    }

    @Test
    void afterACrashAtAnyCallEachDirectoryHasTheWholeImageOrNone() throws IOException {
        for (long call = 1; call <= callsOfOne(); call++) {
            FaultyDisk disk = formatted();
            NameDirectories directories = open(disk);
            disk.crashAtCall(call);
            try {
                save(disk, directories, NamespaceImages.Watch.NONE);
            } catch (IOException e) {
                assertTrue(disk.hasCrashed(), () -> "not the crash: " + e);
            }
            assertWholeOrAbsent(call % 2 == 0 ? disk.crash() : disk.crashKeepingAll());
        }
    }

    @Test
    void aFullDiskFailsTheSaveAndKeepsTheDirectoriesInService() throws IOException {
        FaultyDisk disk = formatted();
        try (NameDirectories directories = open(disk)) {
            disk.limitTo(0);
            assertThrows(IOException.class, () -> save(disk, directories, NamespaceImages.Watch.NONE));
            assertEquals(2, directories.imageDirectories().size());
            assertNothingHalf(disk);
            disk.limitTo(Long.MAX_VALUE);
            assertEquals(2, save(disk, directories, NamespaceImages.Watch.NONE).copies());
        }
    }

    @Test
    void aDirectoryWithoutRoomGetsNoImageAndStaysInService() throws IOException {
        FaultyDisk disk = formatted();
        disk.leaveFree(ROOTS.get(0), 1 << 20);
        try (NameDirectories directories = open(disk)) {
            assertEquals(1, save(disk, directories, NamespaceImages.Watch.NONE).copies());
            assertEquals(2, directories.imageDirectories().size());
        }
        assertTrue(disk.exists(image(ROOTS.get(1))));
        assertFalse(disk.exists(image(ROOTS.get(0))));
        assertNothingHalf(disk);
    }

    @Test
    void calledOffItRemovesWhatItWroteAndBlamesNoDirectory() throws IOException {
        FaultyDisk disk = formatted();
        try (NameDirectories directories = open(disk)) {
            assertThrows(
                    SaveCancelledException.class,
                    () -> save(disk, directories, (directory, bytes) -> {
                        if (directory.root().equals(ROOTS.get(1))) {
                            throw new SaveCancelledException("enough");
                        }
                    }));
            assertEquals(2, directories.imageDirectories().size());
        }
        assertTrue(disk.exists(image(ROOTS.get(0))), "done before");
        assertFalse(disk.exists(image(ROOTS.get(1))));
        assertNothingHalf(disk);
    }

    @Test
    void aShutdownNeedsNoImageWhileTheNewestIsYoungAndNear() {
        ShutdownWindow window = ShutdownWindow.of(3, Duration.ofHours(1), 100);
        assertTrue(window.covers(Duration.ofHours(3).toMillis(), 300));
        assertFalse(window.covers(Duration.ofHours(3).toMillis() + 1, 300));
        assertFalse(window.covers(0, 301));
        assertTrue(ShutdownWindow.of(1000, Duration.ofHours(1), Long.MAX_VALUE).covers(0, Long.MAX_VALUE));
    }

    private static NamespaceImages.Saved save(Disk disk, NameDirectories directories, NamespaceImages.Watch watch)
            throws IOException {
        HeapStore store = fresh();
        store.commit(TXID);
        return new NamespaceImages(disk, directories, ImageCompression.NONE, () -> Instant.EPOCH, new ImageRoom(disk))
                .save(store.snapshot(), 1000, watch);
    }

    private static long callsOfOne() throws IOException {
        FaultyDisk disk = formatted();
        long before = disk.changingCalls();
        try (NameDirectories directories = open(disk)) {
            save(disk, directories, NamespaceImages.Watch.NONE);
        }
        long calls = disk.changingCalls() - before;
        assertTrue(calls > 20, "changing calls of one save: " + calls);
        return calls;
    }

    private static void assertWholeOrAbsent(Disk disk) throws IOException {
        for (Path root : ROOTS) {
            new ImageLoader(disk).verify(root.resolve("current").resolve(FileNames.image(0)));
            if (disk.exists(image(root))) {
                new ImageLoader(disk).verify(image(root));
            }
        }
    }

    private static void assertNothingHalf(Disk disk) throws IOException {
        for (Path root : ROOTS) {
            assertEquals(
                    List.of(),
                    disk.list(root.resolve("current")).stream()
                            .filter(name -> name.contains("ckpt") || name.contains("tmp"))
                            .toList());
        }
    }

    private static Path image(Path root) {
        return root.resolve("current").resolve(FileNames.image(TXID));
    }

    private static FaultyDisk formatted() throws IOException {
        FaultyDisk disk = new FaultyDisk(ROOT);
        new StorageFormatter(disk)
                .format(
                        NameDirectories.configured(ROOTS, ROOTS),
                        INFO,
                        (sink, info) -> {
                            try (HeapStore store = fresh()) {
                                ImageSaver.write(store, sink, ImageForm.plain(LayoutVersion.CURRENT));
                                return store.digest();
                            }
                        },
                        "1@test",
                        false,
                        Instant.EPOCH);
        return disk;
    }

    private static HeapStore fresh() {
        HeapStore store = new HeapStore();
        Namespace.format(store, Counters.fresh(4711), "hdfs", "supergroup");
        store.commit(0);
        return store;
    }

    private static NameDirectories open(Disk disk) throws IOException {
        return NameDirectories.open(disk, NameDirectories.configured(ROOTS, ROOTS), "1@test");
    }
}
