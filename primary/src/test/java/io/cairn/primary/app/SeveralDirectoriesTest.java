package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.DirectoryStates.DirectoryState;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.StorageDirectory.State;
import io.cairn.common.model.FsException;
import io.cairn.primary.service.SafeMode;
import io.cairn.primary.service.ServiceStoppedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary on a disk in memory whose directories fail, fill up, and come back. */
class SeveralDirectoriesTest {
    private static final Path A = Path.of("/d/a");
    private static final Path B = Path.of("/d/b");
    private static final Path C = Path.of("/d/c");
    private final PrimaryInMemory primary = new PrimaryInMemory(System::nanoTime);

    @AfterEach
    void stop() {
        primary.close();
    }

    @Test
    void goesOnWithoutADirectoryThatFailsAndSaysSinceWhenAndWhy() throws IOException {
        primary.formatAndStart();
        primary.mkdir("/before");
        primary.clock.set(PrimaryInMemory.NOW.plusSeconds(60));
        primary.disk.breakBelow(B);
        primary.mkdir("/after");
        DirectoryState failed = primary.state(B);
        assertEquals(State.OUT_OF_SERVICE, failed.state());
        assertEquals(PrimaryInMemory.NOW.plusSeconds(60), failed.since());
        assertTrue(failed.reason().contains("/d/b"), failed.reason());
        assertEquals(State.IN_SERVICE, primary.state(A).state());
        assertEquals(PrimaryInMemory.NOW, primary.state(A).since());
        primary.roll();
        assertEquals(State.OUT_OF_SERVICE, primary.state(B).state(), "nothing comes back unless it is switched on");
        primary.crashAndStart();
        assertTrue(primary.exists("/after"));
    }

    @Test
    void endsWhenTooFewDirectoriesAreLeft() throws IOException {
        primary.keys.put("dfs.namenode.edits.dir.minimum", 2);
        primary.formatAndStart();
        primary.disk.breakBelow(B);
        assertThrows(ServiceStoppedException.class, () -> primary.mkdir("/x"));
        PrimaryInMemory.await(() -> primary.fatal.get() != null);
        String message = String.valueOf(primary.fatal.get());
        assertTrue(message.contains("1 edits directories are left, at least 2 are needed"), message);
    }

    @Test
    void endsWhenARequiredDirectoryFailsThoughOthersAreLeft() throws IOException {
        primary.keys.put("dfs.namenode.edits.dir.required", "/d/b");
        primary.formatAndStart();
        primary.mkdir("/x");
        primary.disk.breakBelow(B);
        assertThrows(ServiceStoppedException.class, () -> primary.mkdir("/y"));
        PrimaryInMemory.await(() -> primary.fatal.get() != null);
        String message = String.valueOf(primary.fatal.get());
        assertTrue(message.contains("/d/b failed, which dfs.namenode.edits.dir.required names"), message);
    }

    @Test
    void goesOnWithRequiredDirectoriesAlone() throws IOException {
        primary.keys.put("dfs.namenode.edits.dir.required", "/d/a,/d/b");
        primary.formatAndStart();
        primary.mkdir("/x");
        assertTrue(primary.exists("/x"));
    }

    @Test
    void bringsADirectoryBackWholeAtTheNextSegment() throws IOException {
        primary.keys.put("dfs.namenode.name.dir", "/d/a,/d/b,/d/c");
        primary.keys.put("dfs.namenode.name.dir.restore", true);
        primary.formatAndStart();
        primary.mkdir("/one");
        primary.disk.breakBelow(B);
        primary.mkdir("/two");
        primary.roll();
        primary.mkdir("/three");
        PrimaryInMemory.await(() -> primary.state(B).reason().contains("probe")); // the attempt at this segment failed
        assertEquals(State.OUT_OF_SERVICE, primary.state(B).state());
        primary.disk.repair();
        assertEquals(State.OUT_OF_SERVICE, primary.state(B).state(), "an attempt is made when a segment is begun");
        primary.roll();
        PrimaryInMemory.await(() -> primary.state(B).state() == State.IN_SERVICE);
        primary.mkdir("/four");
        // From now on it can stand alone.
        primary.disk.breakBelow(A);
        primary.disk.breakBelow(C);
        primary.mkdir("/five");
        assertEquals(1, primary.state(B).failures());
        primary.disk = primary.disk.crash();
        for (Path gone : List.of(A, C)) {
            for (String name : primary.disk.list(gone.resolve("current"))) {
                primary.disk.delete(gone.resolve("current").resolve(name));
            }
        }
        primary.restart();
        for (String path : List.of("/one", "/two", "/three", "/four", "/five")) {
            assertTrue(primary.exists(path), path);
        }
        DirInventory inventory = DirInventory.scan(primary.disk, B.resolve("current"));
        assertEquals(
                1, inventory.setAside().size(), "the segment that was being written is kept: " + inventory.setAside());
        assertTrue(inventory.setAside().get(0).name().endsWith(".stale"));
    }

    @Test
    void aDirectoryThatComesBackWithAStartCanStandAloneAfterIt() throws IOException {
        primary.formatAndStart();
        primary.mkdir("/one");
        primary.disk.breakBelow(B);
        primary.mkdir("/two");
        primary.roll();
        primary.mkdir("/three");
        primary.disk.repair();
        primary.restart();
        primary.disk.breakBelow(A);
        primary.mkdir("/four");
        primary.disk = primary.disk.crash();
        for (String name : primary.disk.list(A.resolve("current"))) {
            primary.disk.delete(A.resolve("current").resolve(name));
        }
        primary.restart();
        for (String path : List.of("/one", "/two", "/three", "/four")) {
            assertTrue(primary.exists(path), path);
        }
    }

    @Test
    void bringsADirectoryBackWhenSwitchedOnWhileRunning() throws IOException {
        primary.formatAndStart();
        primary.disk.breakBelow(B);
        primary.mkdir("/one");
        primary.disk.repair();
        assertFalse(primary.runtime().storage().isRestoring());
        primary.roll();
        primary.runtime().storage().setRestoring(true);
        assertTrue(primary.runtime().storage().isRestoring());
        primary.roll();
        PrimaryInMemory.await(() -> primary.state(B).state() == State.IN_SERVICE);
        assertTrue(primary.disk.exists(
                B.resolve("current").resolve(FileNames.inProgressEdits(primary.segmentFirstTxid()))));
    }

    @Test
    void entersSafeModeBeforeTheDiskIsFullAndLeavesItByItself() throws IOException, FsException {
        primary.keys.put("dfs.namenode.resource.du.reserved", "10m");
        primary.keys.put("cairn.resource.du.warn", "20m");
        primary.disk.limitTo(1L << 40);
        primary.formatAndStart();
        SafeMode safeMode = primary.runtime().namespace().safeMode();
        assertFalse(safeMode.isOn());
        primary.disk.limitTo(9 << 20);
        PrimaryInMemory.await(safeMode::isOn);
        assertTrue(safeMode.words().contains("Resources are low on NN"), safeMode.words());
        assertTrue(
                safeMode.words().contains("which is below the configured reserved amount 10485760"), safeMode.words());
        FsException refusal = assertThrows(FsException.class, () -> primary.mkdirOrRefuse("/x"));
        assertTrue(
                refusal.getMessage()
                        .startsWith("Cannot create directory /x. Name node is in safe mode.\nResources are low"),
                refusal.getMessage());
        primary.roll();
        primary.disk.limitTo(1L << 40);
        PrimaryInMemory.await(() -> !safeMode.isOn());
        primary.mkdir("/x");
        safeMode.enter(SafeMode.Reason.OPERATOR, PrimaryInMemory.NOW, "");
        primary.disk.limitTo(9 << 20);
        PrimaryInMemory.await(() -> safeMode.cause(SafeMode.Reason.LOW_SPACE).isPresent());
        primary.disk.limitTo(1L << 40);
        PrimaryInMemory.await(() -> safeMode.cause(SafeMode.Reason.LOW_SPACE).isEmpty());
        assertTrue(safeMode.isOn(), "what an operator entered only an operator leaves");
    }

    @Test
    void entersSafeModeBeforeTheDiskOfRocksDbIsFullAndLeavesItByItself(@TempDir Path rocks) throws IOException {
        primary.keys.put("namespace.backend.type", "rocksdb");
        primary.keys.put("cairn.rocksdb.dir", rocks.toString());
        primary.formatAndStart();
        SafeMode safeMode = primary.runtime().namespace().safeMode();
        assertFalse(safeMode.isOn());
        primary.disk.leaveFree(rocks, 99 << 20);
        PrimaryInMemory.await(safeMode::isOn);
        assertTrue(safeMode.words().contains(rocks.toString()), safeMode.words());
        primary.disk.leaveFree(rocks, Long.MAX_VALUE);
        PrimaryInMemory.await(() -> !safeMode.isOn());
        primary.mkdir("/x");
    }

    @Test
    void aStartWhoseImageIsDueServesWithoutItWhileTheDisksAreFull() throws IOException {
        primary.formatAndStart();
        primary.mkdir("/x");
        primary.clock.set(PrimaryInMemory.NOW.plusSeconds(36_000));
        primary.disk = primary.disk.crash();
        primary.disk.leaveFree(A, 1 << 20);
        primary.disk.leaveFree(B, 1 << 20);
        primary.restart();
        assertTrue(primary.exists("/x"));
        assertTrue(primary.runtime().namespace().safeMode().isOn());
        assertEquals(0, primary.runtime().checkpoint().imageTxid());
        assertEquals(State.IN_SERVICE, primary.state(A).state());
    }

    @Test
    void isInSafeModeFromTheStartWhenTheDiskIsFull() throws IOException {
        primary.keys.put("dfs.namenode.resource.du.reserved", "100m");
        primary.disk.limitTo(90 << 20);
        primary.formatAndStart();
        assertTrue(primary.runtime().namespace().safeMode().isOn());
    }
}
