package io.cairn.checkpointer.run;

import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.checkpointer.fetch.StorageCheck;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.TxRange;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.RestoreMark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what lies here to the history of the primary. A primary that was taken back by {@code cairn restore} names that
 * restore; what was held beyond it is then set aside, whatever the primary has written since, and the restore is noted as
 * followed. Without such a proof nothing is set aside: where the primary has less than is held here, or something else, it
 * may have been started from an old copy, and what is held may be the only one of what was acknowledged. Then nothing goes
 * on until the primary has it all again, names a restore, or an operator abandons what is held ({@link #abandon}).
 * Thread-safe: files change under {@link CheckpointDirectories#changes}, the conflict is an immutable text.
 */
public final class FollowedHistory {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedHistory.class);

    private final Disk disk;
    private final CheckpointDirectories directories;
    private final HeldImages images;
    private final PrimaryClient primary;
    private final AbandonedHistory abandoned;
    private final AtomicReference<@Nullable String> conflict;
    /** Guarded by {@link CheckpointDirectories#changes}. */
    private int abandonments;

    /** @param conflict where it is noted why nothing goes on; null while both have the same history */
    public FollowedHistory(
            Disk disk,
            CheckpointDirectories directories,
            HeldImages images,
            PrimaryClient primary,
            AtomicReference<@Nullable String> conflict) {
        this.disk = disk;
        this.directories = directories;
        this.images = images;
        this.primary = primary;
        this.conflict = conflict;
        abandoned = new AbandonedHistory(disk, directories.held());
    }

    /** Why nothing goes on, naming the transactions on both sides; empty while both have the same history. */
    public Optional<String> conflict() {
        return Optional.ofNullable(conflict.get());
    }

    /**
     * Grows each time that something is set aside: what was being made meanwhile may be of the abandoned history. To be
     * asked while holding {@link CheckpointDirectories#changes}.
     */
    int abandonments() {
        return abandonments;
    }

    /**
     * Compares what the primary says with what is held, and follows it if it names a restore that was not followed yet.
     * Does nothing before the first checkpoint.
     *
     * @throws HistoryConflictException if the primary has another history and no new restore says why; nothing was changed
     * @throws io.cairn.checkpointer.fetch.DifferentPrimaryException if it is another primary; nothing was changed
     */
    public void follow(PrimaryStatus status) throws IOException {
        directories.changes().lock();
        try {
            Optional<StorageInfo> own = directories.storageInfo();
            if (own.isPresent()) {
                StorageInfo storage = StorageCheck.of(status.storageInfo(), primary.address());
                StorageCheck.sameOrUpgraded(own.get(), storage, primary.address());
                // More may have come here since the primary said that; nothing comes while it is asked again.
                boolean ahead = images.heldTxid() > status.lastWrittenTxid();
                followKnown(ahead ? primary.status() : status);
            }
        } finally {
            directories.changes().unlock();
        }
    }

    private void followKnown(PrimaryStatus status) throws IOException {
        RestoreMark mark = status.lastRestore();
        FollowedRestore named = mark == null ? FollowedRestore.NONE : FollowedRestore.of(mark, primary.address());
        Optional<FollowedRestore> followed =
                FollowedRestore.newest(disk, directories.all().all());
        boolean behind = images.heldTxid() > status.lastWrittenTxid();
        // Whoever meets a primary for the first time that is not behind cannot tell how it came to be as it is.
        boolean isNew = followed.isPresent() ? named.isAfter(followed.get()) : behind && mark != null;
        if (isNew) {
            followRestore(named);
        } else if (behind) {
            throw conflict("The primary at " + primary.address() + " ends at txid " + status.lastWrittenTxid()
                    + ", but transactions up to " + images.heldTxid() + " are held here, and it names no restore since"
                    + " then: it may have been started from an old copy of its directories");
        } else if (conflict().isPresent() && !agrees(status)) {
            throw conflict(conflict().orElseThrow());
        }
        if (conflict.getAndSet(null) != null) {
            LOG.info("What is held here is again a part of what the primary has: txid {}", images.heldTxid());
        }
        if (isNew || followed.isEmpty()) {
            named.write(disk, inService());
        }
        if (isNew) {
            tellPrimary();
        }
    }

    private List<StorageDirectory> inService() {
        return directories.all().all().stream()
                .filter(StorageDirectory::inService)
                .toList();
    }

    private void followRestore(FollowedRestore restore) throws IOException {
        LOG.warn(
                "The primary at {} was restored to txid {} at {}; held here are transactions up to {}",
                primary.address(),
                restore.txid(),
                restore.at(),
                images.heldTxid());
        setAside(restore.txid(), "the primary was restored to txid " + restore.txid() + " at " + restore.at());
    }

    private void setAside(long txid, String why) throws IOException {
        if (!abandoned.beyond(txid).isEmpty()) {
            abandonments++;
            abandoned.setAside(txid, why);
        }
    }

    /** After a conflict: whether the primary has a segment's end where our newest image is, and our segments behind it. */
    private boolean agrees(PrimaryStatus status) throws IOException {
        Optional<ImageFile> newest = images.newest();
        if (newest.isEmpty()) {
            return true;
        }
        long next = newest.get().txid() + 1;
        List<EditsManifest.Segment> theirs = primary.manifest(next).segments();
        boolean agree = theirs.isEmpty()
                ? status.currentSegmentFirstTxid() == next
                : theirs.get(0).firstTxid() == next;
        for (SegmentFile segment : directories.held().segments()) {
            agree &= segment.lastTxid() < next || isPartOf(segment, theirs);
        }
        return agree;
    }

    /** Whether pieces of a longer segment have its bytes is seen when it is fetched. */
    private boolean isPartOf(SegmentFile segment, List<EditsManifest.Segment> theirs) throws IOException {
        for (EditsManifest.Segment whole : theirs) {
            if (whole.firstTxid() <= segment.firstTxid() && segment.lastTxid() <= whole.lastTxid()) {
                boolean equalBounds = segment.range().equals(new TxRange(whole.firstTxid(), whole.lastTxid()));
                return !equalBounds || directories.held().crc32c(segment).equals(whole.crc32c());
            }
        }
        return false;
    }

    /**
     * Refuses to go on beside segments that the primary does not have.
     *
     * @param asked those to look at
     * @param theirs the ranges of the primary's
     */
    void requireTheirs(Predicate<SegmentFile> asked, Set<TxRange> theirs) throws IOException {
        for (SegmentFile segment : directories.held().segments()) {
            if (asked.test(segment) && !theirs.contains(segment.range())) {
                throw conflict("The primary at " + primary.address() + " has no segment " + segment.firstTxid() + "-"
                        + segment.lastTxid() + ", which lies here, but others with the same transactions, and it names"
                        + " no restore that says why; held here are transactions up to " + images.heldTxid());
            }
        }
    }

    /** Refuses to go on beside pieces of the segment being written that are not what the primary has. */
    HistoryConflictException differs(long firstTxid) throws IOException {
        return conflict("What lies here of the segment that begins with " + firstTxid
                + " is not what the primary at " + primary.address() + " has, and it names no restore that says why;"
                + " held here are transactions up to " + images.heldTxid());
    }

    private HistoryConflictException conflict(String why) {
        if (!why.equals(conflict.getAndSet(why))) {
            LOG.error("Nothing more is fetched, and nothing is set aside: {}", why);
        }
        return new HistoryConflictException(why);
    }

    /** That less is held now; if it does not answer it is told at the next look. */
    private void tellPrimary() {
        try {
            primary.status();
        } catch (IOException e) {
            LOG.debug("The primary at {} could not be told that less is held", primary.address(), e);
        }
    }

    /**
     * What abandoning does. Immutable.
     *
     * @param after last transaction that stays
     * @param files images and segments that are set aside, by their names before
     * @param heldTxid last transaction that can be brought back from here; before it was done, if it was not
     */
    public record Abandoned(long after, List<String> files, long heldTxid) {
        public Abandoned {
            files = List.copyOf(files);
        }
    }

    /** What {@link #abandon} would set aside. */
    public Abandoned preview(long after) throws IOException {
        return abandoned(after, abandoned.beyond(after));
    }

    private Abandoned abandoned(long after, List<Path> files) throws IOException {
        return new Abandoned(after, files.stream().map(Path::toString).sorted().toList(), images.heldTxid());
    }

    /**
     * By order of an operator, sets aside what is held beyond {@code after}. Durable on return. Does nothing if there is
     * nothing beyond.
     *
     * @param reason for the log
     */
    public Abandoned abandon(long after, String reason) throws IOException {
        directories.changes().lock();
        try {
            List<Path> files = abandoned.beyond(after);
            setAside(after, "abandoned beyond txid " + after + " by an operator: " + reason);
            if (!files.isEmpty()) {
                conflict.set(null);
                tellPrimary();
            }
            return abandoned(after, files);
        } finally {
            directories.changes().unlock();
        }
    }
}
