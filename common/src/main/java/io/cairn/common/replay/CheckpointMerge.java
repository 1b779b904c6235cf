package io.cairn.common.replay;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSummary;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.store.image.ImageBase;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.store.image.ImageScan;
import io.cairn.common.store.image.ImageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the image after a txid from an older image and the segments between: the work of a checkpoint. Memory is
 * bounded: when the changes outgrow their bound they are merged into an intermediate image, which becomes the next
 * pass's base and is deleted afterwards. After a crash there are at most names that count as leftovers. Single use per
 * call, one thread at a time.
 */
public final class CheckpointMerge {
    private static final String INTERMEDIATE_ENDING = ".base";

    private final Disk disk;
    private final Limits limits;
    private final LongSupplier nanoTime;
    private final ImageSaver.Encoding encoding;

    /**
     * Bounds of memory. Immutable.
     *
     * @param cacheBytes for blocks of the base image
     * @param overlayBytes for changes, by estimate; looked at between units
     * @param unitEdits edits per unit
     */
    public record Limits(long cacheBytes, long overlayBytes, int unitEdits) {}

    /**
     * What was done. Immutable.
     *
     * @param editsReplayed transactions applied, also those that were applied to a warm image before
     * @param passes merges, 1 unless the changes outgrew their bound
     * @param indexing time for opening base images
     * @param replaying time for applying edits
     * @param saving time for merging, re-reading and naming
     */
    public record Result(
            SavedImage image, long editsReplayed, int passes, Duration indexing, Duration replaying, Duration saving) {}

    /**
     * @param nanoTime a clock that only goes forward, nanoseconds
     */
    public CheckpointMerge(Disk disk, Limits limits, LongSupplier nanoTime) {
        this(disk, limits, nanoTime, ImageSaver::write);
    }

    /** @param encoding of each pass; another than {@link ImageSaver#write} only to show that its errors are found */
    CheckpointMerge(Disk disk, Limits limits, LongSupplier nanoTime, ImageSaver.Encoding encoding) {
        this.disk = disk;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.encoding = encoding;
    }

    /**
     * Writes {@code fsimage_<lastTxid>} with its sidecar into {@code current}.
     *
     * @param image its bytes verified before, e.g. with {@link ImageLoader#verify}; the digest beside it is taken as
     *     proven, and if what is made of it turns out wrong, the image itself is summed up to find the culprit
     * @param segments that cover what the image lacks up to {@code lastTxid}, in any order
     * @param progress is told the last txid replayed, now and then
     * @throws io.cairn.common.store.image.SnapshotImageException if the image has snapshots
     * @throws MissingTransactionsException if the segments do not cover what is needed
     * @throws io.cairn.common.layout.CorruptStorageException if the image holds something else than the digest beside it
     */
    public Result run(
            Path image, List<SegmentFile> segments, long lastTxid, Path current, ImageForm form, LongConsumer progress)
            throws IOException {
        return run(image, segments, lastTxid, current, form, progress, Optional.empty());
    }

    /**
     * As the other; the finished image must besides have a digest that is known from elsewhere.
     *
     * @param expected what the primary says the namespace is after {@code lastTxid}
     * @throws DigestMismatchException if the finished file holds something else; nothing is left of it
     */
    public Result run(
            Path image,
            List<SegmentFile> segments,
            long lastTxid,
            Path current,
            ImageForm form,
            LongConsumer progress,
            Optional<NamespaceDigest> expected)
            throws IOException {
        return new Run(image, segments, lastTxid, current, form, progress, expected).run();
    }

    /**
     * As {@link #run(Path, List, long, Path, ImageForm, LongConsumer, Optional)}, but goes on from an image that is
     * open already, with what was applied to it. Whether this succeeds or not, {@code warm} is of no further use.
     *
     * @param warm closed by the caller; applied to at most {@code lastTxid}
     * @param segments that cover what {@code warm} lacks up to {@code lastTxid}, in any order
     */
    public Result run(
            WarmImage warm,
            List<SegmentFile> segments,
            long lastTxid,
            Path current,
            ImageForm form,
            LongConsumer progress,
            Optional<NamespaceDigest> expected)
            throws IOException {
        if (warm.appliedTxid() > lastTxid) {
            throw new IllegalArgumentException("Applied to " + warm.appliedTxid() + " already, beyond " + lastTxid
                    + ", the end of the image wanted");
        }
        return new Run(warm.image(), segments, lastTxid, current, form, progress, expected).run(warm);
    }

    private final class Run {
        private final Path image;
        private final List<SegmentFile> segments;
        private final long lastTxid;
        private final Path current;
        private final ImageForm form;
        private final LongConsumer progress;
        private final Optional<NamespaceDigest> expected;
        private long indexingNanos;
        private long replayingNanos;
        private long savingNanos;
        private long replayed;
        private int passes;

        Run(
                Path image,
                List<SegmentFile> segments,
                long lastTxid,
                Path current,
                ImageForm form,
                LongConsumer progress,
                Optional<NamespaceDigest> expected) {
            this.image = image;
            this.segments = segments;
            this.lastTxid = lastTxid;
            this.current = current;
            this.form = form;
            this.progress = progress;
            this.expected = expected;
        }

        Result run() throws IOException {
            Optional<NamespaceDigest> proven = DigestSidecar.read(disk, image);
            return from(new Pass(null, isCompressed(image) ? inflated() : image, proven));
        }

        Result run(WarmImage warm) throws IOException {
            replayed = warm.appliedTxid() - warm.baseTxid();
            Pass first = replayAndSave(warm.store(), image);
            passes++;
            return from(first);
        }

        private Result from(Pass first) throws IOException {
            Pass done = first;
            try {
                while (done.saved == null) {
                    Pass next = pass(done);
                    passes++;
                    if (!done.next.equals(image)) {
                        disk.delete(done.next);
                    }
                    done = next;
                }
                return new Result(
                        done.saved,
                        replayed,
                        passes,
                        Duration.ofNanos(indexingNanos),
                        Duration.ofNanos(replayingNanos),
                        Duration.ofNanos(savingNanos));
            } finally {
                if (!done.next.equals(image)) {
                    disk.delete(done.next);
                }
            }
        }

        /**
         * Either the finished image, or the base of the next pass.
         *
         * @param proven digest of that base; empty if it is not known
         */
        private record Pass(@Nullable SavedImage saved, Path next, Optional<NamespaceDigest> proven) {}

        private Pass pass(Pass before) throws IOException {
            long start = nanoTime.getAsLong();
            try (ByteSource source = disk.open(before.next)) {
                ImageStore store = new ImageStore(ImageBase.open(source, before.proven), limits.cacheBytes());
                indexingNanos += nanoTime.getAsLong() - start;
                return replayAndSave(store, before.next);
            }
        }

        private Pass replayAndSave(ImageStore store, Path basePath) throws IOException {
            long start = nanoTime.getAsLong();
            long before = store.appliedTxid();
            long applied = new EditReplayer(disk, new Namespace(store), limits.unitEdits(), progress)
                    .replay(segments, lastTxid, () -> store.overlayBytes() > limits.overlayBytes());
            replayed += applied - before;
            long done = nanoTime.getAsLong();
            replayingNanos += done - start;
            Pass pass = applied >= lastTxid
                    ? new Pass(finished(store), basePath, Optional.empty())
                    : new Pass(null, intermediate(store), Optional.of(store.digest()));
            savingNanos += nanoTime.getAsLong() - done;
            return pass;
        }

        private SavedImage finished(ImageStore store) throws IOException {
            try {
                return new ImageSaver(disk, encoding).save(store, current, form, written -> {}, expected);
            } catch (CorruptImageException | DigestMismatchException e) {
                requireSoundBase();
                throw e;
            }
        }

        /** The digest beside the image was believed so far; throws if the image holds something else. */
        private void requireSoundBase() throws IOException {
            if (DigestSidecar.read(disk, image).isPresent()) {
                try (ByteSource source = disk.open(image)) {
                    DigestSidecar.require(
                            disk,
                            image,
                            new ImageScan(ImageReader.open(source)).check().digest());
                }
            }
        }

        private Path intermediate(ImageStore store) throws IOException {
            Path target = intermediatePath(store.appliedTxid());
            try (PendingFile file = PendingFile.begin(disk, target)) {
                encoding.write(store, file.sink(), ImageForm.plain(form.layout()));
                file.commit();
            }
            return target;
        }

        private Path inflated() throws IOException {
            try (ByteSource source = disk.open(image)) {
                Path target = intermediatePath(0);
                new ImageLoader(disk).inflate(source, target);
                return target;
            }
        }

        private Path intermediatePath(long txid) {
            return current.resolve(FileNames.checkpointImage(txid) + INTERMEDIATE_ENDING);
        }
    }

    private boolean isCompressed(Path image) throws IOException {
        try (ByteSource source = disk.open(image)) {
            return ImageSummary.read(source).codec() != ImageCompression.NONE;
        }
    }
}
