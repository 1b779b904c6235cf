package io.cairn.checkpointer.run;

import io.cairn.checkpointer.fetch.ImageFetch;
import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.checkpointer.fetch.SegmentFetch;
import io.cairn.checkpointer.fetch.StorageCheck;
import io.cairn.checkpointer.merge.Merge;
import io.cairn.checkpointer.retention.CheckpointRetention;
import io.cairn.checkpointer.upload.Upload;
import io.cairn.checkpointer.upload.UploadRefusedException;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DamagedFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Reaper;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.TxRange;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.replay.DigestMismatchException;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.RollSignature;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One checkpoint: roll, fetch what is not held, verify, merge, upload, confirm, retain (spec storage.md §5.3). Each step
 * leaves either its result or temporary names behind, so that a run may be killed anywhere and the next one succeeds.
 * Confined to the checkpoint thread.
 */
public final class CheckpointRun {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointRun.class);

    private final CheckpointDirectories directories;
    private final PrimaryClient primary;
    private final FollowedHistory history;
    private final ImageFetch images;
    private final SegmentFetch segments;
    private final Merge merge;
    private final Upload upload;
    private final CheckpointRetention retention;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ProgressListener progress;
    /**
     * No copy of an image held here was whole, or a merge into it failed or gave another namespace: the next base is the
     * primary's image, fetched anew.
     */
    private boolean heldAreDistrusted;

    /** Is told what a run is doing. Called on the checkpoint thread. */
    @FunctionalInterface
    public interface ProgressListener {
        void entered(Phase phase);
    }

    public CheckpointRun(
            CheckpointDirectories directories,
            PrimaryClient primary,
            FollowedHistory history,
            ImageFetch images,
            SegmentFetch segments,
            Merge merge,
            Upload upload,
            CheckpointRetention retention,
            InstantSource clock,
            LongSupplier nanoTime,
            ProgressListener progress) {
        this.directories = directories;
        this.primary = primary;
        this.history = history;
        this.images = images;
        this.segments = segments;
        this.merge = merge;
        this.upload = upload;
        this.retention = retention;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.progress = progress;
    }

    /**
     * Follows the primary if it was taken back to an earlier state on purpose; to be called before what it says is compared
     * with what is held.
     *
     * @throws HistoryConflictException if it has another history than what is held
     */
    public void follow(PrimaryStatus status) throws IOException {
        history.follow(status);
    }

    /**
     * Makes a checkpoint.
     *
     * @param reason for log and report
     * @throws HistoryConflictException if the primary has another history than what is held; nothing was changed
     * @throws io.cairn.checkpointer.fetch.DifferentPrimaryException if the primary is another one; nothing was changed
     * @throws MergeFailedException if what came here cannot be merged
     */
    public CheckpointReport run(String reason) throws IOException {
        return new Attempt(reason).run();
    }

    private final class Attempt {
        private final String reason;
        private final Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
        private final long started = nanoTime.getAsLong();
        private long fetchedBytes;

        Attempt(String reason) {
            this.reason = reason;
        }

        CheckpointReport run() throws IOException {
            Image image = image();
            if (image.isNewToPrimary()) {
                upload(image, image.storage());
            }
            confirm(image.txid());
            heldAreDistrusted = false;
            directories.changes().lock();
            try {
                timed(Phase.RETAIN, () -> {
                    logReaped("no longer kept", retention.purge(directories.all()));
                    return image;
                });
            } finally {
                directories.changes().unlock();
            }
            CheckpointReport report = new CheckpointReport(
                    reason,
                    clock.instant(),
                    image.txid(),
                    image.baseTxid(),
                    image.transactions(),
                    image.inodes(),
                    directories.length(image.path()),
                    fetchedBytes,
                    phases,
                    Duration.ofNanos(nanoTime.getAsLong() - started));
            LOG.info(
                    "Checkpoint of txid {} confirmed by the primary: {} transactions on image {}, {} inodes, {} bytes, {} ms:"
                            + " {}",
                    report.txid(),
                    report.transactions(),
                    report.baseTxid(),
                    report.inodes(),
                    report.imageBytes(),
                    report.total().toMillis(),
                    report.steps());
            return report;
        }

        /** Who the primary is, as our VERSION has it from now on. */
        private StorageInfo adopt(RollSignature signature) throws IOException {
            StorageInfo storage = StorageCheck.of(signature.storageInfo(), primary.address());
            Optional<StorageInfo> own = directories.storageInfo();
            boolean known = own.isPresent() && StorageCheck.sameOrUpgraded(own.get(), storage, primary.address());
            if (!known || !directories.all().unformatted().isEmpty()) {
                directories.adopt(storage);
                LOG.info(
                        "Directories {} belong to {} from now on",
                        directories.all().all(),
                        storage.wireText());
            }
            return storage;
        }

        private Image image() throws IOException {
            Prepared prepared;
            // From the roll on, so that what is warm by then is not beyond the roll.
            directories.changes().lock();
            try {
                prepared = prepare();
            } finally {
                directories.changes().unlock();
            }
            Merge.Base base = prepared.base();
            if (base == null) {
                return prepared.made();
            }
            try (base) {
                Image image = merge(base, prepared);
                requireNotAbandoned(prepared);
                return image;
            } catch (MergeFailedException | DigestAlarmException e) {
                requireNotAbandoned(prepared);
                throw e;
            }
        }

        /** What was made may be of a history that the primary was taken back from meanwhile. */
        private void requireNotAbandoned(Prepared prepared) throws IOException {
            directories.changes().lock();
            try {
                if (history.abandonments() != prepared.abandonments()) {
                    heldAreDistrusted = false;
                    List<Path> aside = directories.setAside(prepared.lastTxid());
                    throw new IOException("While the image of txid " + prepared.lastTxid()
                            + " was made, what it was made from was abandoned; another is made"
                            + (aside.isEmpty() ? "" : ", that one is kept as " + aside));
                }
            } finally {
                directories.changes().unlock();
            }
        }

        /** Fetches what is not held. */
        private Prepared prepare() throws IOException {
            PrimaryStatus status = primary.status();
            history.follow(status);
            RollSignature signature = timed(Phase.ROLL, primary::rollForCheckpoint);
            directories.bringBack();
            StorageInfo storage = adopt(signature);
            history.follow(status); // from the first checkpoint on
            logReaped("leftovers of an earlier run", retention.removeLeftovers(directories.all()));
            long lastTxid = signature.currentSegmentFirstTxid() - 1;
            LOG.info("Checkpoint to txid {} begins: {}", lastTxid, reason);
            // Perhaps an earlier run made it but could not deliver it.
            Optional<Path> made = firstWhole(lastTxid, path -> {
                merge.verify(path);
                return path;
            });
            if (made.isPresent()) {
                Path path = made.get();
                return new Prepared(signature, storage, history.abandonments(), null, lastTxid, List.of(), path);
            }
            Base base = base(signature, storage, lastTxid);
            boolean fetched = false;
            try {
                List<SegmentFile> edits = timed(Phase.EDITS, () -> fetch(base.segments(), storage));
                fetched = true;
                return new Prepared(
                        signature,
                        storage,
                        history.abandonments(),
                        base.image(),
                        base.txid(),
                        edits,
                        base.image().image());
            } finally {
                if (!fetched) {
                    base.image().close();
                }
            }
        }

        /**
         * Tries {@code step} with the copies of an image that seem whole, one after the other. A copy that is damaged
         * is set aside; one that cannot be read stays where it is.
         *
         * @return what came of the first that is whole; empty if none is here
         */
        private <T> Optional<T> firstWhole(long txid, ImageStep<T> step) throws IOException {
            List<ImageFile> copies = directories.images().wholeCopies(txid);
            for (ImageFile image : copies) {
                Path copy = image.path();
                try {
                    return Optional.of(timed(Phase.VERIFY, () -> step.run(copy)));
                } catch (CorruptStorageException e) {
                    Path aside = DamagedFile.setAside(directories.disk(), copy);
                    LOG.error("Image {} is damaged, and kept as {}: {}", copy, aside, e.getMessage());
                } catch (IOException e) {
                    LOG.error("Image {} cannot be read; another copy is used: {}", copy, e.getMessage());
                }
            }
            heldAreDistrusted |= !copies.isEmpty();
            return Optional.empty();
        }

        /**
         * What to start from: the newest image held here if the primary still has every edit since, else the primary's
         * newest. Also the latter if no copy held here is whole, and after a merge that failed: what is held may be damaged,
         * or of another history.
         */
        private Base base(RollSignature signature, StorageInfo storage, long lastTxid) throws IOException {
            Optional<ImageFile> held = directories.images().newest();
            if (held.isPresent() && held.get().txid() >= 0 && !heldAreDistrusted) {
                List<EditsManifest.Segment> manifest = manifest(held.get().txid(), signature);
                Optional<Merge.Base> base = manifest.isEmpty()
                        ? Optional.empty()
                        : firstWhole(held.get().txid(), path -> merge.base(path, checked(manifest), lastTxid));
                if (base.isPresent()) {
                    return new Base(base.get(), held.get().txid(), manifest);
                }
            }
            long txid = signature.mostRecentImageTxid();
            List<EditsManifest.Segment> manifest = manifest(txid, signature);
            if (manifest.isEmpty()) {
                throw new IOException("The primary at " + primary.address() + " has image " + txid
                        + " but no unbroken run of segments from " + (txid + 1) + " to "
                        + (signature.currentSegmentFirstTxid() - 1));
            }
            StorageDirectory directory = directories.forImages().get(0);
            Path path = directory.file(FileNames.image(txid));
            if (heldAreDistrusted || !images.isHeld(path)) {
                fetchedBytes += timed(Phase.IMAGE, () -> images.fetch(txid, storage, directory));
            }
            return new Base(merge.fetched(path), txid, manifest);
        }

        /** The segments from behind an image to the roll, or nothing if the primary lacks one of them. */
        private List<EditsManifest.Segment> manifest(long imageTxid, RollSignature signature) throws IOException {
            List<EditsManifest.Segment> manifest =
                    primary.manifest(imageTxid + 1).segments();
            long next = imageTxid + 1;
            for (EditsManifest.Segment segment : manifest) {
                if (segment.firstTxid() != next) {
                    return List.of();
                }
                next = segment.lastTxid() + 1;
            }
            return next >= signature.currentSegmentFirstTxid() ? manifest : List.of();
        }

        /** For the comparison with what is warm; the files are not looked at. */
        private List<Merge.Checked> checked(List<EditsManifest.Segment> manifest) {
            return manifest.stream()
                    .map(segment -> new Merge.Checked(
                            new TxRange(segment.firstTxid(), segment.lastTxid()), segment.crc32c(), List.of()))
                    .toList();
        }

        private List<SegmentFile> fetch(List<EditsManifest.Segment> manifest, StorageInfo storage) throws IOException {
            List<SegmentFile> files = new ArrayList<>();
            for (EditsManifest.Segment segment : manifest) {
                fetchedBytes += segments.fetch(segment, storage);
                TxRange range = new TxRange(segment.firstTxid(), segment.lastTxid());
                String name = FileNames.finalizedEdits(range.firstTxid(), range.lastTxid());
                for (StorageDirectory directory : directories.forEdits()) {
                    files.add(new SegmentFile(directory.file(name), range));
                }
            }
            return files;
        }

        private Image merge(Merge.Base base, Prepared prepared) throws IOException {
            long lastTxid = prepared.lastTxid();
            progress.entered(Phase.REPLAY);
            try {
                CheckpointMerge.Result result = merge.run(
                        base,
                        prepared.edits(),
                        lastTxid,
                        directories.forImages(),
                        prepared.storage().layoutVersion(),
                        txid -> LOG.debug("Replayed to txid {}", txid),
                        digest(prepared.signature()));
                phases.put(Phase.INDEX, result.indexing());
                phases.put(Phase.REPLAY, result.replaying());
                phases.put(Phase.SAVE, result.saving());
                return prepared.image(
                        result.image().path(),
                        prepared.baseTxid(),
                        result.editsReplayed(),
                        result.image().inodeCount());
            } catch (DigestMismatchException e) {
                heldAreDistrusted = true;
                throw new DigestAlarmException("Checkpoint to txid " + lastTxid + " refused: " + e.getMessage(), e);
            } catch (IOException | RuntimeException e) {
                heldAreDistrusted = true;
                throw new MergeFailedException(
                        "Image " + base.image() + " and the edits to txid " + lastTxid + " could not be merged: "
                                + e.getMessage(),
                        e);
            }
        }

        private NamespaceDigest digest(RollSignature signature) throws IOException {
            String digest = signature.digest();
            if (digest == null) {
                throw new IOException("The primary at " + primary.address()
                        + " named no namespace digest with its roll, so no image can be proven");
            }
            try {
                return NamespaceDigest.parse(digest);
            } catch (IllegalArgumentException e) {
                throw new IOException("The primary at " + primary.address() + ": " + e.getMessage(), e);
            }
        }

        private void upload(Image image, StorageInfo storage) throws IOException {
            timed(Phase.UPLOAD, () -> {
                try {
                    return upload.send(image.path(), image.txid(), storage);
                } catch (UploadRefusedException e) {
                    if (e.status() == 409 && primary.status().mostRecentImageTxid() >= image.txid()) {
                        return 0L; // the answer to an earlier upload was lost, the image was not
                    }
                    if (e.wrongDigest()) {
                        List<Path> aside = directories.setAside(image.txid()); // it must be the base of nothing
                        throw new DigestAlarmException(
                                "Checkpoint to txid " + image.txid() + " refused, kept as " + aside + ": "
                                        + e.getMessage(),
                                e);
                    }
                    throw e;
                }
            });
        }

        /** A checkpoint is done when the primary says so, not when an upload returned. */
        private void confirm(long txid) throws IOException {
            long confirmed = primary.status().mostRecentImageTxid();
            if (confirmed < txid) {
                throw new IOException("The primary at " + primary.address() + " took image " + txid
                        + " but says that its newest is " + confirmed);
            }
        }

        private <T> T timed(Phase phase, Step<T> step) throws IOException {
            progress.entered(phase);
            long begin = nanoTime.getAsLong();
            T result = step.run();
            phases.merge(phase, Duration.ofNanos(nanoTime.getAsLong() - begin), Duration::plus);
            return result;
        }
    }

    private static void logReaped(String what, Reaper.Report report) {
        if (!report.done().isEmpty()) {
            LOG.info("Removed, {}: {}", what, report.done());
        }
        report.failures().forEach(failure -> LOG.warn("Could not remove a file, {}", what, failure));
    }

    /** A step that answers and may fail. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    /** A step with an image, that answers and may fail. */
    @FunctionalInterface
    private interface ImageStep<T> {
        T run(Path image) throws IOException;
    }

    /** What to start from, verified, and the segments that lead on. */
    private record Base(Merge.Base image, long txid, List<EditsManifest.Segment> segments) {}

    /**
     * All that a merge needs lies here.
     *
     * @param abandonments how often something had been set aside when it was looked at
     * @param base what to merge into; null if the image is made already
     * @param path the base, or the image that is made already
     */
    private record Prepared(
            RollSignature signature,
            StorageInfo storage,
            int abandonments,
            Merge.@Nullable Base base,
            long baseTxid,
            List<SegmentFile> edits,
            Path path) {
        long lastTxid() {
            return signature.currentSegmentFirstTxid() - 1;
        }

        Image made() {
            return image(path, lastTxid(), 0, 0);
        }

        Image image(Path file, long from, long transactions, long inodes) {
            boolean isNew = signature.mostRecentImageTxid() < lastTxid();
            return new Image(file, lastTxid(), from, transactions, inodes, storage, isNew);
        }
    }

    /** The image to be delivered. */
    private record Image(
            Path path,
            long txid,
            long baseTxid,
            long transactions,
            long inodes,
            StorageInfo storage,
            boolean isNewToPrimary) {}
}
