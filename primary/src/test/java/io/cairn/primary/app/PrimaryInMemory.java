package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.config.Settings;
import io.cairn.common.layout.DirectoryStates.DirectoryState;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.primary.command.Caller;
import io.cairn.primary.command.CreateMode;
import io.cairn.primary.command.GetFileStatus;
import io.cairn.primary.command.Mkdirs;
import io.cairn.primary.journal.JournalListener;
import io.cairn.primary.service.StartupFindings;
import io.cairn.primary.wire.http.Startup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A primary without HTTP, on a disk in memory and a clock that can be set. One thread. */
final class PrimaryInMemory implements AutoCloseable {
    /** When files on a {@link FaultyDisk} are made. */
    static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

    private static final Caller ROOT = new Caller("root", Set.of("supergroup"), true);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The configuration of the next start. */
    final Map<String, Object> keys = new HashMap<>(Map.of(
            "dfs.namenode.name.dir", "/d/a,/d/b",
            "namespace.backend.type", "memory",
            "dfs.namenode.resource.check.interval", "5ms"));

    final AtomicReference<@Nullable Throwable> fatal = new AtomicReference<>();
    final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    FaultyDisk disk = new FaultyDisk(Path.of("/d"));
    private final LongSupplier nanoTicker;
    private @Nullable PrimaryRuntime runtime;

    PrimaryInMemory(LongSupplier nanoTicker) {
        this.nanoTicker = nanoTicker;
    }

    void formatAndStart() throws IOException {
        Format.run(settings(), disk, clock::get, Optional.of("CID-test"), LayoutVersion.CURRENT, false);
        restart();
    }

    void crashAndStart() throws IOException {
        disk = disk.crash();
        restart();
    }

    void restart() throws IOException {
        close();
        runtime = new StartupSequence(
                        settings(),
                        disk,
                        clock::get,
                        nanoTicker,
                        JournalListener.NONE,
                        (directory, state, fault) -> {},
                        (what, cause) -> fatal.set(cause),
                        new StartupProgress(new Startup<>()),
                        new StartupFindings(),
                        "test")
                .run();
    }

    /** Ends it, whether or not its disk or its journal still allow an orderly stop. */
    @Override
    public void close() {
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

    private PrimarySettings settings() {
        return PrimarySettings.read(Settings.of("test", keys));
    }

    PrimaryRuntime runtime() {
        if (runtime == null) {
            throw new IllegalStateException("not started");
        }
        return runtime;
    }

    DirectoryState state(Path root) {
        return runtime().storage().directories().stream()
                .filter(directory -> directory.root().equals(root))
                .findFirst()
                .orElseThrow();
    }

    long segmentFirstTxid() {
        return runtime().namespace().segmentFirstTxid();
    }

    void roll() throws IOException {
        runtime().namespace().roll();
    }

    void mkdir(String path) throws IOException {
        try {
            mkdirOrRefuse(path);
        } catch (FsException e) {
            throw new AssertionError(e);
        }
    }

    void mkdirOrRefuse(String path) throws IOException, FsException {
        runtime().namespace().execute(new Mkdirs(ROOT, FsPath.parse(path), CreateMode.of(0755)));
    }

    boolean exists(String path) throws IOException {
        try {
            runtime().namespace().ask(new GetFileStatus(ROOT, FsPath.parse(path)));
            return true;
        } catch (FsException e) {
            return false;
        }
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited too long");
            LockSupport.parkNanos(1_000_000);
        }
    }
}
