package io.cairn.primary.service.storage;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirectoryStates;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.NameDirectories;
import io.cairn.primary.service.SafeMode;
import java.io.Closeable;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How the primary's directories and their disks stand, and the two threads that look after them: one brings directories
 * that failed back, one watches free space. Thread-safe: its parts are.
 */
public final class StorageCare implements Closeable {
    private final DirectoryStates states;
    private final SpaceGuard guard;
    private final DirectoryReturnThread returning;
    private final SpaceGuardThread guarding;

    /**
     * Looks at free space once, so that safe mode is on before the first request where it must be, and starts the threads.
     *
     * @param states of {@code directories}
     * @param hold keeps every image and segment from being purged until it is closed
     * @param restore {@code dfs.namenode.name.dir.restore}
     */
    public StorageCare(
            Disk disk,
            NameDirectories directories,
            DirectoryStates states,
            Supplier<Leases.Lease> hold,
            SegmentStart segmentStart,
            boolean restore,
            SpaceSettings space,
            SafeMode safeMode,
            InstantSource clock,
            LongSupplier nanoTicker) {
        this.states = states;
        guard = new SpaceGuard(disk, directories.all(), space, safeMode, clock);
        returning = new DirectoryReturnThread(disk, directories, hold, segmentStart, restore, clock, nanoTicker);
        guarding = new SpaceGuardThread(guard, space.interval());
        guard.look();
        returning.start();
        guarding.start();
    }

    /** All directories, in the order they were configured. */
    public List<DirectoryStates.DirectoryState> directories() {
        return states.list();
    }

    /** The volumes as the last look found them. */
    public List<SpaceGuard.Volume> volumes() {
        return guard.volumes();
    }

    /** Whether directories that failed are brought back. */
    public boolean isRestoring() {
        return returning.isEnabled();
    }

    /** Switches bringing directories back on or off; on, the next segment that is begun makes an attempt. */
    public void setRestoring(boolean on) {
        returning.enable(on);
    }

    /** To be called when a segment was begun; returns at once. */
    public void segmentBegun() {
        returning.segmentBegun();
    }

    /** Ends both threads; what is being copied is given up. */
    @Override
    public void close() {
        try {
            returning.stop();
            guarding.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
