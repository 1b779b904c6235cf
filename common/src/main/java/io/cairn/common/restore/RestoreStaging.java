package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.DiscardingSink;
import io.cairn.common.bytes.Md5Sink;
import io.cairn.common.codec.edits.CorruptEditException;
import io.cairn.common.codec.edits.EditsFormat;
import io.cairn.common.codec.edits.FrameReader;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.DiskFile;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.TxRange;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.replay.ImageCopy;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.SavedImage;
import io.cairn.common.replay.UnreadableEditsException;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.store.image.ImageScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * The second half of a restore: makes the new state beside the old one, in every target. Image and segments are fetched into
 * the first target of each kind, checked as they come, proven by replaying every edit, and copied to the others. Single use,
 * one thread, under the locks of all targets.
 */
final class RestoreStaging {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Disk disk;
    private final RestoreSource source;
    private final List<RestoreTarget> targets;
    private final Restore.Settings settings;
    private final RestoreListener listener;
    private final RestoreLook look;

    /** @param look that made the plan; finds another where an image turns out to be damaged on the way */
    RestoreStaging(
            Disk disk,
            RestoreSource source,
            List<RestoreTarget> targets,
            Restore.Settings settings,
            RestoreListener listener,
            RestoreLook look) {
        this.disk = disk;
        this.source = source;
        this.targets = targets;
        this.settings = settings;
        this.listener = listener;
        this.look = look;
    }

    /**
     * What lies in the first directory of each kind, proven.
     *
     * @param plan that led to it; not the one that was previewed, if an image turned out to be damaged on the way
     * @param md5 of the source's image
     * @param last the image of the last transaction; empty if that is the source's image itself
     * @param digest of the namespace after the last transaction
     */
    record Fetched(
            RestorePlan plan,
            byte[] md5,
            List<SegmentFile> segments,
            Optional<SavedImage> last,
            NamespaceDigest digest) {}

    /** Makes the state that {@code plan} leads to, whole and proven, in every target; all but its VERSION and records. */
    Fetched make(RestorePlan plan) throws IOException {
        RestoreTarget imageTarget = first(RestoreTarget::holdsImages);
        RestoreTarget editsTarget = first(RestoreTarget::holdsEdits);
        Fetched fetched = fetchProven(plan, imageTarget, editsTarget);
        copyToOthers(fetched, imageTarget, editsTarget);
        return fetched;
    }

    private RestoreTarget first(Predicate<RestoreTarget> kind) {
        return targets.stream()
                .filter(kind)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No target of a kind"));
    }

    private Fetched fetchProven(RestorePlan first, RestoreTarget imageTarget, RestoreTarget editsTarget)
            throws IOException {
        SourceCatalog left = look.catalog();
        RestorePlan plan = first;
        while (true) {
            for (RestoreTarget target : targets) {
                target.beginStaging();
            }
            try {
                return fetch(plan, imageTarget, editsTarget);
            } catch (DamagedSourceException e) {
                left = left.withoutImage(plan.image().txid());
                plan = look.withOlderImage(left, plan, e, new ArrayList<>());
            }
        }
    }

    /** @throws DamagedSourceException if the image is not what it should be */
    private Fetched fetch(RestorePlan plan, RestoreTarget imageTarget, RestoreTarget editsTarget) throws IOException {
        Passed passed = new Passed(listener, RestoreListener.Step.FETCHING, plan.sourceBytes());
        Path image = image(imageTarget, plan);
        byte[] md5 = fetchImage(plan.image(), image, passed);
        List<SegmentFile> segments = new ArrayList<>();
        for (SourceSegment segment : plan.segments()) {
            try {
                segments.add(fetchSegment(segment, plan.lastTxid(), editsTarget.restoring(), passed));
            } catch (DamagedSourceException | CorruptEditException e) {
                throw look.damaged(segment, e);
            }
        }
        listener.progress(RestoreListener.Step.PROVING, 0, plan.toReplay().count());
        new ImageLoader(disk).verify(image);
        requireNamed(plan, image);
        NamespaceDigest digest = digest(image);
        requireRecorded(plan.image(), digest);
        DigestSidecar.write(disk, image, digest);
        if (segments.isEmpty()) {
            return new Fetched(plan, md5, segments, Optional.empty(), digest);
        }
        SavedImage last = replay(plan, image, segments, imageTarget);
        return new Fetched(plan, md5, segments, Optional.of(last), last.digest());
    }

    private static Path image(RestoreTarget target, RestorePlan plan) {
        return target.restoring().resolve(FileNames.image(plan.image().txid()));
    }

    private byte[] fetchImage(SourceImage image, Path target, Passed passed) throws IOException {
        Path directory = parent(target);
        try (PendingFile file = PendingFile.begin(
                disk, directory, FileNames.checkpointImage(image.txid()), FileNames.image(image.txid()))) {
            Md5Sink sink = new Md5Sink(passed.counting(file.sink()));
            byte[] recorded = source.image(image, sink);
            byte[] found = sink.md5();
            if (!Arrays.equals(recorded, found)) {
                throw new DamagedSourceException("The image of transaction " + image.txid() + " from " + source.name()
                        + " is not what its MD5 says");
            }
            file.seal();
            Md5Sidecar.write(disk, file.target(), found);
            file.commit();
            return found;
        }
    }

    /** Fetches a segment and cuts it behind {@code lastTxid}, or behind its own last transaction, whatever is first. */
    private SegmentFile fetchSegment(SourceSegment segment, long lastTxid, Path directory, Passed passed)
            throws IOException {
        long last = Math.min(lastTxid, segment.lastTxid());
        String name = FileNames.finalizedEdits(segment.firstTxid(), last);
        try (PendingFile file =
                PendingFile.begin(disk, directory, FileNames.downloadedEdits(segment.firstTxid(), last, 0), name)) {
            source.segment(segment, passed.counting(file.sink()));
            file.seal();
            cutBehind(file.temporary(), segment.firstTxid(), last);
            file.commit();
        }
        return new SegmentFile(directory.resolve(name), new TxRange(segment.firstTxid(), last));
    }

    private void cutBehind(Path file, long firstTxid, long lastTxid) throws IOException {
        long end;
        long length;
        try (ByteSource bytes = disk.open(file)) {
            length = bytes.length();
            end = endOf(bytes, firstTxid, lastTxid);
        }
        if (end < length) {
            try (DiskFile open = disk.openForWrite(file)) {
                open.truncate(end);
                open.force(true);
            }
        }
    }

    /** Where the frame of {@code lastTxid} ends; every frame before it is checked on the way. */
    private static long endOf(ByteSource bytes, long firstTxid, long lastTxid) throws IOException {
        FrameReader frames = new FrameReader(bytes, EditsFormat.HEADER_BYTES, EditsFormat.FRAME_BYTES_MAX);
        long expected = firstTxid;
        while (expected <= lastTxid) {
            if (!frames.next() || frames.frame().txid() != expected) {
                throw new DamagedSourceException(bytes.name() + ", offset " + frames.position()
                        + ": expected transaction " + expected + ", found "
                        + (frames.position() >= bytes.length() ? "the end" : "something else"));
            }
            expected++;
        }
        return frames.frame().endOffset();
    }

    private void requireNamed(RestorePlan plan, Path image) throws IOException {
        Optional<String> trouble =
                ImageIdentity.trouble(disk, image, plan.image().txid(), plan.storageInfo());
        if (trouble.isPresent()) {
            throw new DamagedSourceException("The image of transaction "
                    + plan.image().txid() + " from " + source.name() + ": " + trouble.get());
        }
    }

    private void requireRecorded(SourceImage image, NamespaceDigest digest) throws DamagedSourceException {
        Optional<NamespaceDigest> recorded = image.digest();
        if (recorded.isPresent() && !recorded.get().equals(digest)) {
            throw new DamagedSourceException("The image of transaction " + image.txid() + " from " + source.name()
                    + " holds another namespace than was recorded for it: expected digest " + recorded.get()
                    + ", found " + digest);
        }
    }

    /**
     * Replays every edit; what comes of it is the image of the last transaction, re-read.
     *
     * @throws DamagedSourceException if an edit does not fit what the image holds; an older image may tell another story
     * @throws RestoreRefusedException if an edit cannot be read, though its checksum is right
     */
    private SavedImage replay(RestorePlan plan, Path image, List<SegmentFile> segments, RestoreTarget imageTarget)
            throws IOException {
        try {
            return merge(plan, image, segments, imageTarget);
        } catch (UnreadableEditsException e) {
            RestoreRefusedException refused = new RestoreRefusedException(
                    "Edits of " + source.name() + " are damaged: " + e.getMessage(),
                    "restore from another source, or up to before them with --to-txid " + (e.txid() - 1));
            refused.initCause(e);
            throw refused;
        } catch (RuntimeException e) {
            // Whatever an applier stumbles over: it promises nothing about edits that are not of this namespace.
            throw new DamagedSourceException(
                    "The edits behind the image of transaction " + plan.image().txid() + " from " + source.name()
                            + " do not fit it: " + (e.getMessage() == null ? e : e.getMessage()),
                    e);
        }
    }

    private SavedImage merge(RestorePlan plan, Path image, List<SegmentFile> segments, RestoreTarget imageTarget)
            throws IOException {
        long first = plan.image().txid();
        long count = plan.toReplay().count();
        CheckpointMerge merge = new CheckpointMerge(disk, settings.limits(), settings.nanoTime());
        return merge.run(
                        image,
                        segments,
                        plan.lastTxid(),
                        imageTarget.restoring(),
                        form(plan, image),
                        txid -> listener.progress(RestoreListener.Step.PROVING, txid - first, count))
                .image();
    }

    private NamespaceDigest digest(Path image) throws IOException {
        try (ByteSource bytes = disk.open(image)) {
            return new ImageScan(ImageReader.open(bytes)).check().digest();
        } catch (CorruptImageException e) {
            throw new DamagedSourceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** As the image that it began from, where that can be written. */
    private ImageForm form(RestorePlan plan, Path image) throws IOException {
        try (ByteSource bytes = disk.open(image)) {
            ImageCompression codec = ImageReader.open(bytes).summary().codec();
            return new ImageForm(
                    plan.storageInfo().layoutVersion(), codec.isWritable() ? codec : ImageCompression.NONE, 1, 0);
        }
    }

    private void copyToOthers(Fetched fetched, RestoreTarget imageTarget, RestoreTarget editsTarget)
            throws IOException {
        RestorePlan plan = fetched.plan;
        long each = plan.sourceBytes() + fetched.last.map(SavedImage::length).orElse(0L);
        Passed passed = new Passed(listener, RestoreListener.Step.COPYING, each * (targets.size() - 1));
        ImageCopy images = new ImageCopy(disk);
        for (RestoreTarget target : targets) {
            if (target.holdsImages() && target != imageTarget) {
                images.copy(
                        image(imageTarget, plan),
                        fetched.md5,
                        target.restoring(),
                        plan.image().txid());
                passed.add(plan.image().bytes());
                if (fetched.last.isPresent()) {
                    SavedImage last = fetched.last.get();
                    images.copy(last.path(), last.md5(), target.restoring(), last.txid());
                    passed.add(last.length());
                }
            }
            if (target.holdsEdits() && target != editsTarget) {
                for (SegmentFile segment : fetched.segments) {
                    copy(segment, target.restoring(), passed);
                }
            }
        }
    }

    /** Copies a segment and compares the copy, re-read, with what was read. */
    private void copy(SegmentFile segment, Path directory, Passed passed) throws IOException {
        String name = String.valueOf(segment.path().getFileName());
        try (PendingFile file = PendingFile.begin(
                disk, directory, FileNames.downloadedEdits(segment.firstTxid(), segment.lastTxid(), 0), name)) {
            long crc = read(segment.path(), passed.counting(file.sink()));
            file.seal();
            if (read(file.temporary(), new DiscardingSink()) != crc) {
                throw new IOException("The copy " + file.temporary() + " of " + segment.path()
                        + " reads differently from what was written; its disk is not to be trusted");
            }
            file.commit();
        }
    }

    /** Reads a whole file into {@code sink}; answers its CRC-32C. */
    private long read(Path path, ByteSink sink) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] chunk = new byte[CHUNK_BYTES];
        try (ByteSource bytes = disk.open(path)) {
            long position = 0;
            int count = bytes.read(position, chunk, 0, chunk.length);
            while (count > 0) {
                crc.update(chunk, 0, count);
                sink.write(chunk, 0, count);
                position += count;
                count = bytes.read(position, chunk, 0, chunk.length);
            }
        }
        return crc.getValue();
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
