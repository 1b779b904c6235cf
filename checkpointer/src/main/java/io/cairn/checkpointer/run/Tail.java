package io.cairn.checkpointer.run;

import io.cairn.checkpointer.fetch.OpenSegmentFetch;
import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.checkpointer.fetch.SegmentFetch;
import io.cairn.checkpointer.fetch.StorageCheck;
import io.cairn.checkpointer.merge.Merge;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.TxRange;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.PrimaryStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the primary between checkpoints. {@link #fetch} brings what the primary has finalised, having it roll first if
 * there are changes in its open segment: what it then holds is on our disks, forced, so that at most what was written
 * since is lost with the primary's disks. {@link #warm} applies it to the base of the next checkpoint, which then has
 * only the rest to do; that is for speed alone. Thread-safe: each of the two is called by one thread at a time, files
 * change under {@link CheckpointDirectories#changes}, the state is an immutable value that is replaced.
 */
public final class Tail {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    private final Disk disk;
    private final CheckpointDirectories directories;
    private final HeldImages images;
    private final PrimaryClient primary;
    private final FollowedHistory history;
    private final SegmentFetch segments;
    private final OpenSegmentFetch open;
    private final boolean inProgress;
    private final Merge merge;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private volatile TailState state = TailState.initial();
    private volatile Followed followed = new Followed(-1, List.of());
    /** The image that could not be opened, so that it is not tried again and again. Confined to {@link #warm}. */
    private @Nullable Path unfit;

    /** Segments behind an image that are here as the primary has them. Immutable. */
    private record Followed(long imageTxid, List<Merge.Checked> segments) {}

    /** @param inProgress fetch from the segment being written too, and let the primary roll when it sees fit */
    public Tail(
            Disk disk,
            CheckpointDirectories directories,
            HeldImages images,
            PrimaryClient primary,
            FollowedHistory history,
            SegmentFetch segments,
            OpenSegmentFetch open,
            boolean inProgress,
            Merge merge,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.disk = disk;
        this.directories = directories;
        this.images = images;
        this.primary = primary;
        this.history = history;
        this.segments = segments;
        this.open = open;
        this.inProgress = inProgress;
        this.merge = merge;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** How tailing stands. */
    public TailState state() {
        return state;
    }

    /**
     * Fetches what the primary has and we have not. Before the first checkpoint there is no image to go on from, and
     * nothing is done. Waits while a checkpoint fetches. A failure is logged when it begins and kept in the state; the
     * next call tries again.
     */
    public void fetch() {
        directories.changes().lock();
        try {
            Optional<StorageInfo> own = directories.storageInfo();
            if (own.isPresent() && images.newest().isPresent()) {
                fetch(own.get());
            }
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        } finally {
            directories.changes().unlock();
        }
    }

    private void fetch(StorageInfo own) throws IOException {
        PrimaryStatus status = primary.status();
        StorageInfo storage = StorageCheck.of(status.storageInfo(), primary.address());
        if (!StorageCheck.sameOrUpgraded(own, storage, primary.address())) {
            return; // upgraded: the next checkpoint takes over who the primary is now
        }
        history.follow(status);
        Optional<ImageFile> newest = images.newest();
        if (newest.isPresent()) {
            follow(storage, newest.get().txid(), status);
        }
    }

    private void follow(StorageInfo storage, long imageTxid, PrimaryStatus status) throws IOException {
        long end = status.currentSegmentFirstTxid() - 1;
        if (!inProgress && status.lastWrittenTxid() > status.currentSegmentFirstTxid()) {
            end = primary.roll().currentSegmentFirstTxid() - 1;
        }
        long before = images.heldTxid();
        long bytes = fetch(storage, imageTxid, end);
        if (images.heldTxid() != before) {
            primary.status(); // tells it how far we are, so that what it says would be lost is true at once
        }
        TailState last = state;
        TailState now = last.fetched(
                images.heldTxid(),
                Math.max(end, status.lastWrittenTxid()),
                clock.instant(),
                nanoTime.getAsLong(),
                bytes);
        update(old -> now.warm(old.warmTxid(), old.warmBytes()));
        if (last.failure() != null) {
            LOG.info("Tailing works again: held to txid {}", now.heldTxid());
        } else if (bytes > 0) {
            LOG.debug("Tailed to txid {}, {} bytes", now.heldTxid(), bytes);
        }
    }

    /** Brings the segments from behind {@code imageTxid} to {@code end}; answers the bytes that had to come. */
    private long fetch(StorageInfo storage, long imageTxid, long end) throws IOException {
        long bytes = 0;
        long next = imageTxid + 1;
        boolean whole = true;
        List<Merge.Checked> theirs = new ArrayList<>();
        while (next <= end && whole) {
            long before = next;
            for (EditsManifest.Segment segment : primary.manifest(next).segments()) {
                if (segment.firstTxid() != next) {
                    break;
                }
                List<SegmentFile> copies = copies(segment);
                if (!isHeld(segment, copies)) {
                    bytes += segments.fetch(segment, storage);
                    copies.forEach(file -> directories.held().forget(file.path()));
                }
                theirs.add(new Merge.Checked(copies.get(0).range(), segment.crc32c(), copies));
                next = segment.lastTxid() + 1;
            }
            whole = next > before;
        }
        if (!whole) {
            throw new IOException("The primary at " + primary.address() + " has no segment that begins at " + next
                    + ", though it has rolled to " + end
                    + "; the next checkpoint begins with the primary's image instead");
        }
        for (Path piece : open.removeCovered()) {
            LOG.debug("{} is part of a segment that lies here whole; removed", piece);
        }
        Set<TxRange> ranges = theirs.stream().map(Merge.Checked::range).collect(Collectors.toSet());
        // What begins behind the finalised segments may be pieces of the one being written.
        long finalised = inProgress ? Math.max(next - 1, imageTxid) : Long.MAX_VALUE;
        history.requireTheirs(segment -> segment.lastTxid() > imageTxid && segment.firstTxid() <= finalised, ranges);
        if (inProgress && open.fetch(next, storage) == OpenSegmentFetch.Outcome.DIFFERENT) {
            throw history.differs(next);
        }
        followed = new Followed(imageTxid, List.copyOf(theirs));
        return bytes;
    }

    /** True if every directory has the segment as the primary has it. */
    private boolean isHeld(EditsManifest.Segment segment, List<SegmentFile> copies) throws IOException {
        HeldFiles held = directories.held();
        for (SegmentFile file : copies) {
            boolean equal = disk.exists(file.path())
                    && held.length(file.path()) == segment.length()
                    && held.crc32c(file).equals(segment.crc32c());
            if (!equal) {
                return false;
            }
        }
        return true;
    }

    private List<SegmentFile> copies(EditsManifest.Segment segment) {
        TxRange range = new TxRange(segment.firstTxid(), segment.lastTxid());
        String name = FileNames.finalizedEdits(range.firstTxid(), range.lastTxid());
        List<SegmentFile> files = new ArrayList<>();
        for (StorageDirectory directory : directories.forEdits()) {
            files.add(new SegmentFile(directory.file(name), range));
        }
        return files;
    }

    private synchronized void update(UnaryOperator<TailState> change) {
        state = change.apply(state);
    }

    private void failed(Throwable cause) {
        String message = cause instanceof Error ? cause.toString() : cause.getMessage();
        String why = message == null ? cause.getClass().getSimpleName() : message;
        boolean first = state.failure() == null;
        update(old -> old.failed(why));
        if (cause instanceof RuntimeException || cause instanceof Error) {
            LOG.error("Tailing failed", cause);
        } else if (first) {
            LOG.warn("Tailing failed; tried again each period: {}", why);
        } else {
            LOG.debug("Tailing failed again: {}", why);
        }
    }

    /**
     * Applies what is held to the base of the next checkpoint, as far as the bound of memory allows; opens the base first
     * if there is a new one. Does nothing while a checkpoint is being made. A failure is logged; the next checkpoint then
     * reads from disk.
     */
    public void warm() {
        try {
            Optional<ImageFile> base = directories.images().newest();
            if (base.isPresent() && !base.get().path().equals(unfit)) {
                warm(base.get());
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("The base of the next checkpoint could not be warmed; the checkpoint reads it from disk", e);
        }
    }

    private void warm(ImageFile base) throws IOException {
        Leases.Lease lease = directories.held().hold(base.txid());
        try (lease) {
            Followed now = followed;
            boolean fit = false;
            try {
                Optional<Merge.Warmth> warmth =
                        merge.warm(base.path(), now.imageTxid() == base.txid() ? now.segments() : List.of());
                fit = true;
                update(old -> old.warm(
                        warmth.map(Merge.Warmth::appliedTxid).orElse(-1L),
                        warmth.map(Merge.Warmth::overlayBytes).orElse(0L)));
            } finally {
                if (!fit) {
                    unfit = base.path();
                    update(old -> old.warm(-1, 0));
                }
            }
        }
    }
}
