package io.cairn.common.restore;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirLock;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.text.HumanUnits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Brings a primary's directories back from a source. In this order: look at the source and plan ({@link RestoreLook});
 * lock all targets; fetch image and segments beside the old state, checked as they come, prove them by replaying every
 * edit on the image, which gives the image at the end of it, and by the recorded digest, and copy to the further
 * targets ({@link RestoreStaging}); and only then replace ({@link Switchover}). Killed at any point, the old state is
 * there or the new one, and the same command goes on.
 *
 * <p>The result holds the image of the source, the segments up to the transaction asked for, and the image of that
 * transaction: a start needs no replay, and finds an older image with all its edits if the newest should be damaged. Memory
 * is bounded as that of a checkpoint. Single use, one thread.
 */
public final class Restore {
    private final Disk disk;
    private final RestoreSource source;
    private final List<RestoreTarget> targets;
    private final Settings settings;
    private final RestoreListener listener;
    private final RestoreLook look;

    /**
     * Circumstances. Immutable.
     *
     * @param limits bounds of memory
     * @param owner who we are, content of the locks, e.g. {@code 4711@host}
     * @param by who restores, for the record, e.g. {@code hdfs@host}
     * @param clock for the record and the name of what is set aside
     * @param nanoTime a clock that only goes forward, nanoseconds
     */
    public record Settings(
            CheckpointMerge.Limits limits, String owner, String by, InstantSource clock, LongSupplier nanoTime) {}

    /**
     * @param targets every directory of images and edits that the primary is configured with, as
     *     {@link io.cairn.common.layout.NameDirectories#configured} gives them; at least one of each kind
     */
    public Restore(
            Disk disk,
            RestoreSource source,
            List<StorageDirectory> targets,
            Settings settings,
            RestoreListener listener) {
        this.disk = disk;
        this.source = source;
        this.targets = targets.stream()
                .map(directory -> new RestoreTarget(disk, directory))
                .toList();
        this.settings = settings;
        this.listener = listener;
        this.look = new RestoreLook(disk, source, this.targets, listener);
    }

    /**
     * Bytes that a restore may write into {@code root}: what is free there, and what an earlier one left, since that goes
     * first.
     *
     * @param root need not exist yet
     */
    public static long room(Disk disk, Path root) throws IOException {
        Path existing = root.toAbsolutePath();
        Path parent = existing.getParent();
        while (!disk.exists(existing) && parent != null) {
            existing = parent;
            parent = existing.getParent();
        }
        long bytes = disk.usableBytes(existing);
        Path restoring = root.resolve(Switchover.RESTORING);
        if (disk.exists(restoring)) {
            for (String name : disk.list(restoring)) {
                bytes += disk.length(restoring.resolve(name));
            }
        }
        return bytes;
    }

    /**
     * Says what a restore would do. Changes nothing and takes no lock, so it may be asked while a primary runs.
     *
     * @param toTxid where to stop; empty for the newest transaction that the source has
     * @throws RestoreRefusedException if that cannot be reached, or a target may not be replaced
     */
    public RestorePreview preview(OptionalLong toTxid) throws IOException {
        return look.preview(toTxid);
    }

    /**
     * As {@link #preview(OptionalLong)}, with a point in time: up to the last op whose own time is not later, and the ops
     * that follow it without a time of their own.
     *
     * @param scratch a directory in which segments may lie for a moment, one at a time
     */
    public RestorePreview preview(Instant toTime, Path scratch) throws IOException {
        return look.preview(toTime, scratch);
    }

    private List<Path> roots() {
        return targets.stream().map(RestoreTarget::root).toList();
    }

    /**
     * Restores what was previewed. Durable on return.
     *
     * @throws io.cairn.common.layout.InconsistentStorageException if a target is in use, by a primary or another restore
     * @throws RestoreRefusedException if a target may not be replaced, or has no room
     * @throws RestoreUnfinishedException if a disk fails after everything was proven and the restore was decided
     * @throws IOException if the source is damaged or a disk fails before that; the old state is in place
     */
    public RestoreRecord run(RestorePreview preview) throws IOException {
        List<DirLock> locks = new ArrayList<>();
        try {
            for (RestoreTarget target : targets) {
                new StorageDirectory(target.root(), StorageDirectory.Type.IMAGE_AND_EDITS).createRoot(disk);
                locks.add(DirLock.take(disk, target.root(), settings.owner()));
            }
            RestoreRecord record = locked(preview);
            noteOwners();
            return record;
        } finally {
            Switchover.release(locks, listener::note);
        }
    }

    /** What cannot be told now does not make what was restored undone. */
    private void noteOwners() {
        for (Path root : roots()) {
            try {
                RestoredOwner.warning(disk, root).ifPresent(listener::note);
            } catch (IOException e) {
                listener.note("Whether the primary's user can read " + root + " cannot be told: " + e.getMessage());
            }
        }
    }

    private RestoreRecord locked(RestorePreview preview) throws IOException {
        Optional<RestoreRecord> done = finishEarlier();
        if (done.isPresent() && isWhatIsWanted(done.get(), preview.plan())) {
            return done.get();
        }
        for (RestoreTarget target : targets) {
            target.requireReplaceable(preview.plan().storageInfo());
        }
        for (RestoreTarget target : targets) {
            target.clearStaging();
        }
        for (RestoreTarget target : targets) {
            requireRoom(target, preview.plan());
        }
        return replace(preview.plan());
    }

    /** Completes a restore that was cut short, if there is one; answers its record. */
    private Optional<RestoreRecord> finishEarlier() throws IOException {
        List<Path> finished = Switchover.finishLocked(disk, roots());
        if (finished.isEmpty()) {
            return Optional.empty();
        }
        Optional<RestoreRecord> done = recordIn(finished.get(0));
        listener.note("An earlier restore of " + finished
                + " had been cut short after everything was in place, and is now complete: "
                + done.map(record -> "transaction " + record.txid() + " from " + record.from())
                        .orElse("without a record"));
        return done;
    }

    private Optional<RestoreRecord> recordIn(Path root) throws IOException {
        return RestoreRecord.read(disk, root.resolve(FileNames.CURRENT));
    }

    /** True if {@code done} is to the same transaction from the same source, and every target is of it. */
    private boolean isWhatIsWanted(RestoreRecord done, RestorePlan plan) throws IOException {
        for (Path root : roots()) {
            if (!recordIn(root).equals(Optional.of(done))) {
                return false;
            }
        }
        return done.txid() == plan.lastTxid() && done.from().equals(source.name());
    }

    /** Image and edits, the image at the end, and one more while it is being made. */
    private void requireRoom(RestoreTarget target, RestorePlan plan) throws IOException {
        long edits = plan.sourceBytes() - plan.image().bytes();
        long images = plan.segments().isEmpty()
                ? plan.image().bytes()
                : 3 * plan.image().bytes() + edits;
        long needed = (target.holdsImages() ? images : 0) + (target.holdsEdits() ? edits : 0);
        long usable = disk.usableBytes(target.root());
        if (usable < needed) {
            throw new RestoreRefusedException(
                    target.root() + " has " + HumanUnits.bytes(usable) + " left, but up to " + HumanUnits.bytes(needed)
                            + " are needed beside the old state",
                    "make room, for example by removing an older " + Switchover.ASIDE_PREFIX + "… in it");
        }
    }

    private RestoreRecord replace(RestorePlan plan) throws IOException {
        Loss loss = look.loss(look.catalog(), plan, true);
        RestoreStaging.Fetched fetched = new RestoreStaging(disk, source, targets, settings, listener, look).make(plan);
        return putInPlace(fetched, loss);
    }

    private RestoreRecord putInPlace(RestoreStaging.Fetched fetched, Loss loss) throws IOException {
        RestorePlan plan = fetched.plan();
        Instant now = settings.clock().instant();
        Switchover switchover = Switchover.plan(disk, roots(), now);
        RestoreRecord record = new RestoreRecord(
                now,
                settings.by(),
                source.name(),
                plan.lastTxid(),
                plan.image().txid(),
                loss.knownTxid().isPresent() ? OptionalLong.of(loss.transactions()) : OptionalLong.empty(),
                loss.exact(),
                switchover.asideName(),
                fetched.digest().toString());
        for (RestoreTarget target : targets) {
            SeenTxidFile.write(disk, target.restoring().resolve(FileNames.SEEN_TXID), plan.lastTxid());
            record.write(disk, target.restoring());
            VersionFile.write(disk, target.restoring().resolve(FileNames.VERSION), plan.storageInfo(), now);
        }
        listener.progress(RestoreListener.Step.REPLACING, 0, targets.size());
        switchover.run();
        return record;
    }
}
