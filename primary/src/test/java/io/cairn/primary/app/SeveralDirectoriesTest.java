package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.config.Settings;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.DirectoryStates.DirectoryState;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.StorageDirectory.State;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.primary.command.Caller;
import io.cairn.primary.command.CreateMode;
import io.cairn.primary.command.GetFileStatus;
import io.cairn.primary.command.Mkdirs;
import io.cairn.primary.journal.JournalListener;
import io.cairn.primary.service.SafeMode;
import io.cairn.primary.service.ServiceStoppedException;
import io.cairn.primary.service.StartupFindings;
import io.cairn.primary.wire.http.Startup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A primary on a disk in memory whose directories fail, fill up, and come back. */
class SeveralDirectoriesTest {
    private static final Path A = Path.of("/d/a");
    private static final Path B = Path.of("/d/b");
    private static final Path C = Path.of("/d/c");
    private static final Caller ROOT = new Caller("root", Set.of("supergroup"), true);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Map<String, Object> keys = new HashMap<>(Map.of(
            "dfs.namenode.name.dir", "/d/a,/d/b",
            "namespace.backend.type", "memory",
            "dfs.namenode.resource.check.interval", "5ms"));
    private final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private FaultyDisk disk = new FaultyDisk(Path.of("/d"));
    private @Nullable PrimaryRuntime runtime;

    @AfterEach
    void stop() {
        PrimaryRuntime running = runtime;
        runtime = null;
        if (running != null) {
            try {
                running.close();
            } catch (IOException e) {
                // Its disk stopped, or its journal failed, as the test wanted.
            }
        }
    }

    @Test
    void goesOnWithoutADirectoryThatFailsAndSaysSinceWhenAndWhy() throws IOException {
        start();
        mkdir("/before");
        now.set(NOW.plusSeconds(60));
        disk.breakBelow(B);
        mkdir("/after");
        DirectoryState failed = state(B);
        assertEquals(State.OUT_OF_SERVICE, failed.state());
        assertEquals(NOW.plusSeconds(60), failed.since());
        assertTrue(failed.reason().contains("/d/b"), failed.reason());
        assertEquals(State.IN_SERVICE, state(A).state());
        assertEquals(NOW, state(A).since());
        roll();
        assertEquals(State.OUT_OF_SERVICE, state(B).state(), "nothing comes back unless it is switched on");
        crashAndStart();
        assertTrue(exists("/after"));
    }

    @Test
    void endsWhenTooFewDirectoriesAreLeft() throws IOException {
        keys.put("dfs.namenode.edits.dir.minimum", 2);
        start();
        disk.breakBelow(B);
        assertThrows(ServiceStoppedException.class, () -> mkdir("/x"));
        await(() -> fatal.get() != null);
        String message = String.valueOf(fatal.get());
        assertTrue(message.contains("1 edits directories are left, at least 2 are needed"), message);
    }

    @Test
    void endsWhenARequiredDirectoryFailsThoughOthersAreLeft() throws IOException {
        keys.put("dfs.namenode.edits.dir.required", "/d/b");
        start();
        mkdir("/x");
        disk.breakBelow(B);
        assertThrows(ServiceStoppedException.class, () -> mkdir("/y"));
        await(() -> fatal.get() != null);
        String message = String.valueOf(fatal.get());
        assertTrue(message.contains("/d/b failed, which dfs.namenode.edits.dir.required names"), message);
    }

    @Test
    void goesOnWithRequiredDirectoriesAlone() throws IOException {
        keys.put("dfs.namenode.edits.dir.required", "/d/a,/d/b");
        start();
        mkdir("/x");
        assertTrue(exists("/x"));
    }

    @Test
    void bringsADirectoryBackWholeAtTheNextSegment() throws IOException {
        keys.put("dfs.namenode.name.dir", "/d/a,/d/b,/d/c");
        keys.put("dfs.namenode.name.dir.restore", true);
        start();
        mkdir("/one");
        disk.breakBelow(B);
        mkdir("/two");
        roll();
        mkdir("/three");
        assertEquals(State.OUT_OF_SERVICE, state(B).state());
        disk.repair();
        assertEquals(State.OUT_OF_SERVICE, state(B).state(), "an attempt is made when a segment is begun");
        roll();
        await(() -> state(B).state() == State.IN_SERVICE);
        mkdir("/four");
        // From now on it can stand alone.
        disk.breakBelow(A);
        disk.breakBelow(C);
        mkdir("/five");
        assertEquals(1, state(B).failures());
        disk = disk.crash();
        for (Path gone : List.of(A, C)) {
            for (String name : disk.list(gone.resolve("current"))) {
                disk.delete(gone.resolve("current").resolve(name));
            }
        }
        restart();
        for (String path : List.of("/one", "/two", "/three", "/four", "/five")) {
            assertTrue(exists(path), path);
        }
        DirInventory inventory = DirInventory.scan(disk, B.resolve("current"));
        assertEquals(
                1, inventory.setAside().size(), "the segment that was being written is kept: " + inventory.setAside());
        assertTrue(inventory.setAside().get(0).name().endsWith(".stale"));
    }

    @Test
    void bringsADirectoryBackWhenSwitchedOnWhileRunning() throws IOException {
        start();
        disk.breakBelow(B);
        mkdir("/one");
        disk.repair();
        assertFalse(runtime().storage().isRestoring());
        roll();
        runtime().storage().setRestoring(true);
        assertTrue(runtime().storage().isRestoring());
        roll();
        await(() -> state(B).state() == State.IN_SERVICE);
        assertTrue(disk.exists(B.resolve("current").resolve(FileNames.inProgressEdits(segmentFirstTxid()))));
    }

    @Test
    void entersSafeModeBeforeTheDiskIsFullAndLeavesItByItself() throws IOException, FsException {
        keys.put("dfs.namenode.resource.du.reserved", "10m");
        keys.put("cairn.resource.du.warn", "20m");
        disk.limitTo(1L << 40);
        start();
        SafeMode safeMode = runtime().namespace().safeMode();
        assertFalse(safeMode.isOn());
        disk.limitTo(9 << 20);
        await(safeMode::isOn);
        assertTrue(safeMode.words().contains("Resources are low on NN"), safeMode.words());
        assertTrue(
                safeMode.words().contains("which is below the configured reserved amount 10485760"), safeMode.words());
        FsException refusal = assertThrows(FsException.class, () -> mkdirOrRefuse("/x"));
        assertTrue(
                refusal.getMessage()
                        .startsWith("Cannot create directory /x. Name node is in safe mode.\nResources are low"),
                refusal.getMessage());
        roll();
        disk.limitTo(1L << 40);
        await(() -> !safeMode.isOn());
        mkdir("/x");
        safeMode.enter(SafeMode.Reason.OPERATOR, NOW, "");
        disk.limitTo(9 << 20);
        await(() -> safeMode.cause(SafeMode.Reason.LOW_SPACE).isPresent());
        disk.limitTo(1L << 40);
        await(() -> safeMode.cause(SafeMode.Reason.LOW_SPACE).isEmpty());
        assertTrue(safeMode.isOn(), "what an operator entered only an operator leaves");
    }

    @Test
    void isInSafeModeFromTheStartWhenTheDiskIsFull() throws IOException {
        keys.put("dfs.namenode.resource.du.reserved", "100m");
        disk.limitTo(90 << 20);
        start();
        assertTrue(runtime().namespace().safeMode().isOn());
    }

    private void start() throws IOException {
        Format.run(settings(), disk, now::get, Optional.of("CID-test"), LayoutVersion.CURRENT, false);
        restart();
    }

    private void crashAndStart() throws IOException {
        disk = disk.crash();
        restart();
    }

    private void restart() throws IOException {
        stop();
        runtime = new StartupSequence(
                        settings(),
                        disk,
                        now::get,
                        System::nanoTime,
                        JournalListener.NONE,
                        (directory, state, fault) -> {},
                        (what, cause) -> fatal.set(cause),
                        new StartupProgress(new Startup<>()),
                        new StartupFindings(),
                        "primary.yml")
                .run();
    }

    private PrimarySettings settings() {
        return PrimarySettings.read(Settings.of("test", keys));
    }

    private PrimaryRuntime runtime() {
        if (runtime == null) {
            throw new IllegalStateException("not started");
        }
        return runtime;
    }

    private DirectoryState state(Path root) {
        return runtime().storage().directories().stream()
                .filter(directory -> directory.root().equals(root))
                .findFirst()
                .orElseThrow();
    }

    private long segmentFirstTxid() {
        return runtime().namespace().segmentFirstTxid();
    }

    private void roll() throws IOException {
        runtime().namespace().roll();
    }

    private void mkdir(String path) throws IOException {
        try {
            mkdirOrRefuse(path);
        } catch (FsException e) {
            throw new AssertionError(e);
        }
    }

    private void mkdirOrRefuse(String path) throws IOException, FsException {
        runtime().namespace().execute(new Mkdirs(ROOT, FsPath.parse(path), CreateMode.of(0755)));
    }

    private boolean exists(String path) throws IOException {
        try {
            runtime().namespace().ask(new GetFileStatus(ROOT, FsPath.parse(path)));
            return true;
        } catch (FsException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited too long");
            LockSupport.parkNanos(1_000_000);
        }
    }
}
