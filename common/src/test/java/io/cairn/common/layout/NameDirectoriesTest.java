package io.cairn.common.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameDirectoriesTest {
    private static final Path A = Path.of("/d/a");
    private static final Path B = Path.of("/d/b");
    private static final String OWNER = "1@test";
    private static final StorageInfo INFO = new StorageInfo(LayoutVersion.CURRENT, 5, "CID-1", 7, "BP-1");
    private static final byte[] IMAGE = "image".getBytes(StandardCharsets.UTF_8);

    @Test
    void formatsAndOpensSeveralDirectories() throws IOException {
        FaultyDisk disk = new FaultyDisk(Path.of("/d"));
        format(disk, directories(), false);

        try (NameDirectories names = NameDirectories.open(disk.crash(), directories(), OWNER)) {
            assertEquals(INFO, names.storageInfo());
            assertEquals(0, names.maxSeenTxid());
            assertEquals(List.of(), names.unformatted());
            assertEquals(
                    List.of(
                            A.resolve("current").resolve(FileNames.image(0)),
                            B.resolve("current").resolve(FileNames.image(0))),
                    names.chosenImages().stream().map(ImageFile::path).toList());
        }
    }

    @Test
    void namesFieldAndBothDirectoriesWhenVersionsDiffer() throws IOException {
        FaultyDisk disk = formatted();
        VersionFile.write(
                disk,
                B.resolve("current/VERSION"),
                new StorageInfo(LayoutVersion.CURRENT, 6, "CID-2", 7, "BP-1"),
                Instant.EPOCH);

        InconsistentStorageException error = assertThrows(
                InconsistentStorageException.class, () -> NameDirectories.open(disk, directories(), OWNER));
        assertTrue(error.getMessage().contains("namespaceID is 5 in /d/a/current and 6 in /d/b/current"));
        assertTrue(error.getMessage().contains("clusterID is CID-1 in"), error.getMessage());
        NameDirectories.open(disk, directories().subList(0, 1), OWNER).close();
    }

    @Test
    void refusesLockedDirectoryNamingTheHolderAndKeepsNoLock() throws IOException {
        FaultyDisk disk = formatted();
        DirLock other = DirLock.take(disk, B, "99@elsewhere");

        InconsistentStorageException error = assertThrows(
                InconsistentStorageException.class, () -> NameDirectories.open(disk, directories(), OWNER));
        assertTrue(error.getMessage().contains("/d/b") && error.getMessage().contains("99@elsewhere"));
        other.close();
        NameDirectories.open(disk, directories(), OWNER).close();
    }

    @Test
    void refusesMissingRoot() throws IOException {
        FaultyDisk disk = formatted();
        List<StorageDirectory> directories = NameDirectories.configured(List.of(A, Path.of("/d/c")), List.of(A));

        InconsistentStorageException error =
                assertThrows(InconsistentStorageException.class, () -> NameDirectories.open(disk, directories, OWNER));
        assertTrue(error.getMessage().contains("/d/c"), error.getMessage());
    }

    @Test
    void unformattedDirectoryIsAllowedBesideAFormattedOne() throws IOException {
        FaultyDisk disk = new FaultyDisk(Path.of("/d"));
        disk.createDirectories(B);
        format(disk, NameDirectories.configured(List.of(A), List.of(A)), false);

        try (NameDirectories names = NameDirectories.open(disk, directories(), OWNER)) {
            assertTrue(names.isFormatted());
            assertEquals(
                    List.of(B),
                    names.unformatted().stream().map(StorageDirectory::root).toList());
            assertEquals(1, names.chosenImages().size());
        }
    }

    @Test
    void unformattedEverywhereSaysSo() throws IOException {
        FaultyDisk disk = new FaultyDisk(A);
        disk.createDirectories(B);
        try (NameDirectories names = NameDirectories.open(disk, directories(), OWNER)) {
            assertFalse(names.isFormatted());
            InconsistentStorageException error = assertThrows(InconsistentStorageException.class, names::storageInfo);
            assertTrue(error.getMessage().contains("Not formatted"), error.getMessage());
        }
    }

    @Test
    void takesHighestSeenTxidAndHighestImagesOverAllDirectories() throws IOException {
        FaultyDisk disk = formatted();
        SeenTxidFile.write(disk, B.resolve("current/seen_txid"), 12);
        disk.put(B.resolve("current").resolve(FileNames.image(9)), IMAGE);
        disk.put(A.resolve("current").resolve(FileNames.rollbackImage(9)), IMAGE);

        try (NameDirectories names = NameDirectories.open(disk, directories(), OWNER)) {
            assertEquals(12, names.maxSeenTxid());
            assertEquals(
                    List.of(9L, 9L),
                    names.chosenImages().stream().map(ImageFile::txid).toList());
        }
    }

    @Test
    void garbageInOneSeenTxidIsAnErrorNamingTheFile() throws IOException {
        FaultyDisk disk = formatted();
        disk.put(A.resolve("current/seen_txid"), new byte[] {'x'});
        try (NameDirectories names = NameDirectories.open(disk, directories(), OWNER)) {
            CorruptStorageException error = assertThrows(CorruptStorageException.class, names::maxSeenTxid);
            assertTrue(error.getMessage().contains("/d/a/current/seen_txid"), error.getMessage());
        }
    }

    @Test
    void refusesAListNamingNone() {
        assertThrows(InconsistentStorageException.class, () -> NameDirectories.configured(List.of(), List.of(A)));
    }

    @Test
    void tellsImageFromEditsDirectories() throws IOException {
        List<StorageDirectory> directories = NameDirectories.configured(List.of(A, B), List.of(B, Path.of("/d/c")));
        assertEquals(
                List.of(
                        StorageDirectory.Type.IMAGE,
                        StorageDirectory.Type.IMAGE_AND_EDITS,
                        StorageDirectory.Type.EDITS),
                directories.stream().map(StorageDirectory::type).toList());
    }

    @Test
    void formatRefusesDataUnlessForced() throws IOException {
        FaultyDisk disk = formatted();
        disk.put(A.resolve("current").resolve(FileNames.finalizedEdits(1, 2)), IMAGE);

        InconsistentStorageException error =
                assertThrows(InconsistentStorageException.class, () -> format(disk, directories(), false));
        assertTrue(error.getMessage().contains("--force"), error.getMessage());
        assertTrue(disk.exists(A.resolve("current").resolve(FileNames.finalizedEdits(1, 2))));
        format(disk, directories(), true);
        assertFalse(disk.exists(A.resolve("current").resolve(FileNames.finalizedEdits(1, 2))));
    }

    @Test
    void formatCutShortAnywhereIsRepeatable() throws IOException {
        Random random = new Random(4);
        for (int n = 1; ; n++) {
            FaultyDisk disk = new FaultyDisk(Path.of("/d"));
            disk.crashAtCall(n);
            boolean done = tryFormat(disk);
            for (FaultyDisk next : List.of(disk.crash(), disk.crashKeepingAll(), disk.crashTorn(random))) {
                checkFormattedOrRepeatable(next, done, n);
            }
            if (done) {
                return;
            }
        }
    }

    @Test
    void formatFailingAnywhereLeavesNoHalfDirectory() throws IOException {
        for (int n = 1; ; n++) {
            FaultyDisk disk = new FaultyDisk(Path.of("/d"));
            disk.failChange(n, path -> true);
            boolean done = tryFormat(disk);
            checkFormattedOrRepeatable(disk.crash(), done, n);
            if (done) {
                return;
            }
        }
    }

    private static boolean tryFormat(FaultyDisk disk) {
        try {
            format(disk, directories(), false);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void checkFormattedOrRepeatable(FaultyDisk disk, boolean done, int n) throws IOException {
        List<StorageDirectory> half = new ArrayList<>();
        for (StorageDirectory directory : directories()) {
            Path current = directory.current();
            if (disk.exists(current.resolve("VERSION"))) {
                assertEquals(INFO, VersionFile.read(disk, current.resolve("VERSION")), "call " + n);
                assertEquals(
                        "image", new String(disk.bytes(current.resolve(FileNames.image(0))), StandardCharsets.UTF_8));
                assertTrue(disk.exists(current.resolve(FileNames.imageMd5(0))), "call " + n);
                assertEquals(0, SeenTxidFile.read(disk, current.resolve("seen_txid")), "call " + n);
            } else {
                half.add(directory);
            }
        }
        assertTrue(half.isEmpty() || !done, "call " + n);
        if (!half.isEmpty()) {
            format(disk, half, false);
        }
    }

    private static FaultyDisk formatted() throws IOException {
        FaultyDisk disk = new FaultyDisk(Path.of("/d"));
        format(disk, directories(), false);
        return disk;
    }

    private static void format(Disk disk, List<StorageDirectory> directories, boolean overwrite) throws IOException {
        new StorageFormatter(disk)
                .format(
                        directories,
                        INFO,
                        (sink, info) -> {
                            sink.write(IMAGE, 0, IMAGE.length);
                            return NamespaceDigest.EMPTY;
                        },
                        OWNER,
                        overwrite,
                        Instant.EPOCH);
    }

    private static List<StorageDirectory> directories() {
        try {
            return NameDirectories.configured(List.of(A, B), List.of(A, B));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
