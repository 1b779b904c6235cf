package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
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
import io.cairn.common.layout.DirLock;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.model.TxRange;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.replay.ImageCopy;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.SavedImage;
import io.cairn.common.replay.UnreadableEditsException;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.store.image.ImageScan;
import io.cairn.common.text.HumanUnits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Brings a primary's directories back from a source. In this order: look at the source and plan ({@link #preview}); lock
 * all targets; fetch image and segments beside the old state, checked as they come; prove them by replaying every edit on
 * the image, which gives the image at the end of it, and by the recorded digest; copy to the further targets; and only then
 * replace ({@link Switchover}). Killed at any point, the old state is there or the new one, and the same command goes on.
 *
 * <p>The result holds the image of the source, the segments up to the transaction asked for, and the image of that
 * transaction: a start needs no replay, and finds an older image with all its edits if the newest should be damaged. Memory
 * is bounded as that of a checkpoint. Single use, one thread.
 */
public final class Restore {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final ByteSink NOWHERE = new ByteSink() {
        @Override
        public void write(byte[] source, int offset, int count) {}

        @Override
        public long position() {
            return 0;
        }
    };

    private final Disk disk;
    private final RestoreSource source;
    private final List<RestoreTarget> targets;
    private final Settings settings;
    private final RestoreListener listener;
    private @Nullable SourceCatalog catalog;

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

    // ---- looking ----

    /**
     * Says what a restore would do. Changes nothing and takes no lock, so it may be asked while a primary runs.
     *
     * @param toTxid where to stop; empty for the newest transaction that the source has
     * @throws RestoreRefusedException if that cannot be reached, or a target may not be replaced
     */
    public RestorePreview preview(OptionalLong toTxid) throws IOException {
        return preview(catalog(), toTxid, new ArrayList<>());
    }

    /**
     * As {@link #preview(OptionalLong)}, with a point in time: up to the last op whose own time is not later, and the ops
     * that follow it without a time of their own.
     *
     * @param scratch a directory in which segments may lie for a moment, one at a time
     */
    public RestorePreview preview(Instant toTime, Path scratch) throws IOException {
        SourceCatalog all = catalog();
        List<String> notes = new ArrayList<>();
        TimeSearch search = new TimeSearch(disk, toTime);
        for (TxRange range : lastOf(all.restorable())) {
            search(search, all.covering(range.firstTxid() + 1, range.lastTxid()), scratch, notes);
        }
        TimeSearch.Found found = search.result(source.name());
        if (found.clockTurnedBackAt().isPresent()) {
            notes.add("The primary's clock was turned back at transaction "
                    + found.clockTurnedBackAt().getAsLong()
                    + ", so the time given may stand for several transactions; --to-txid is exact");
        }
        return preview(all, OptionalLong.of(found.txid()), notes);
    }

    private SourceCatalog catalog() throws IOException {
        SourceCatalog known = catalog;
        if (known == null) {
            known = source.catalog();
            catalog = known;
        }
        return known;
    }

    private static List<TxRange> lastOf(List<TxRange> ranges) {
        return ranges.isEmpty() ? ranges : ranges.subList(ranges.size() - 1, ranges.size());
    }

    /** Reads all of them, or up to damage that lies behind a time that is later than the one wanted. */
    private void search(TimeSearch search, List<SourceSegment> segments, Path scratch, List<String> notes)
            throws IOException {
        long bytes = segments.stream().mapToLong(SourceSegment::bytes).sum();
        Passed passed = new Passed(RestoreListener.Step.SEARCHING, bytes);
        for (SourceSegment segment : segments) {
            try {
                search(search, segment, scratch, passed);
            } catch (DamagedSourceException | CorruptEditException e) {
                if (!search.sawLater()) {
                    throw damaged(segment, e);
                }
                note(
                        notes,
                        "DAMAGED EDITS behind the time given, which were not searched: " + e.getMessage()
                                + ". If the primary's clock was turned back after that, the time may stand for a later"
                                + " transaction");
                return;
            }
        }
    }

    private void search(TimeSearch search, SourceSegment segment, Path scratch, Passed passed) throws IOException {
        Optional<Path> file = source.file(segment);
        if (file.isPresent()) {
            search.read(new SegmentFile(file.get(), segment.range()));
            passed.add(segment.bytes());
            return;
        }
        Path copy = scratch.resolve(FileNames.downloadedEdits(segment.firstTxid(), segment.lastTxid(), 0));
        try (PendingFile pending = PendingFile.begin(disk, copy)) {
            source.segment(segment, passed.counting(pending.sink()));
            pending.seal();
            search.read(new SegmentFile(pending.temporary(), segment.range()));
        }
    }

    private RestorePreview preview(SourceCatalog all, OptionalLong toTxid, List<String> notes) throws IOException {
        RestorePlan plan = RestorePlan.of(source.name(), all, toTxid);
        for (RestoreTarget target : targets) {
            target.requireReplaceable(plan.storageInfo());
        }
        if (source.isLocal()) {
            plan = verified(all, plan, notes);
        }
        return new RestorePreview(source.name(), plan, loss(all, plan, false), notes, source.isLocal());
    }

    private Loss loss(SourceCatalog all, RestorePlan plan, boolean locked) {
        return OldState.read(disk, roots(), locked).loss(disk, plan.lastTxid(), source.name(), all);
    }

    /** The plan, or one that begins from an older image, if the newest turns out to be damaged. */
    private RestorePlan verified(SourceCatalog all, RestorePlan first, List<String> notes) throws IOException {
        SourceCatalog left = all;
        RestorePlan plan = first;
        while (true) {
            Passed passed =
                    new Passed(RestoreListener.Step.VERIFYING, plan.image().bytes());
            try {
                source.image(plan.image(), passed.counting(NOWHERE));
                break;
            } catch (DamagedSourceException e) {
                left = left.withoutImage(plan.image().txid());
                plan = withOlderImage(left, plan, e, notes);
            }
        }
        for (SourceSegment segment : plan.segments()) {
            checkSegment(segment, plan.lastTxid());
        }
        return plan;
    }

    private void checkSegment(SourceSegment segment, long lastTxid) throws IOException {
        try {
            source.check(segment, Math.min(lastTxid, segment.lastTxid()));
        } catch (DamagedSourceException e) {
            throw damaged(segment, e);
        }
    }

    private RestoreRefusedException damaged(SourceSegment segment, IOException e) {
        RestoreRefusedException refused = new RestoreRefusedException(
                "Edits of " + source.name() + " are damaged: " + e.getMessage(),
                "restore from another source, or up to before them with --to-txid " + (segment.firstTxid() - 1));
        refused.initCause(e);
        return refused;
    }

    private RestorePlan withOlderImage(
            SourceCatalog left, RestorePlan plan, DamagedSourceException damage, List<String> notes)
            throws RestoreRefusedException {
        RestorePlan older;
        try {
            older = RestorePlan.of(source.name(), left, OptionalLong.of(plan.lastTxid()));
        } catch (RestoreRefusedException e) {
            RestoreRefusedException refused = new RestoreRefusedException(
                    "The image of transaction " + plan.image().txid() + " is damaged (" + damage.getMessage()
                            + "), and without it: " + e.getMessage(),
                    e.next());
            refused.initCause(damage);
            throw refused;
        }
        note(
                notes,
                "DAMAGED IMAGE: " + damage.getMessage() + ". Going back to the image of transaction "
                        + older.image().txid() + " and "
                        + HumanUnits.count(older.toReplay().count()) + " edits, which lead to the same state");
        return older;
    }

    private void note(List<String> notes, String text) {
        notes.add(text);
        listener.note(text);
    }

    private List<Path> roots() {
        return targets.stream().map(RestoreTarget::root).toList();
    }

    // ---- doing ----

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
            return locked(preview);
        } finally {
            Switchover.release(locks, listener::note);
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
        RestoreTarget imageTarget = first(RestoreTarget::holdsImages);
        RestoreTarget editsTarget = first(RestoreTarget::holdsEdits);
        Loss loss = loss(catalog(), plan, true);
        Fetched fetched = fetchProven(plan, imageTarget, editsTarget);
        copyToOthers(fetched, imageTarget, editsTarget);
        return putInPlace(fetched, loss);
    }

    private RestoreRecord putInPlace(Fetched fetched, Loss loss) throws IOException {
        RestorePlan plan = fetched.plan;
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
                fetched.digest.toString());
        for (RestoreTarget target : targets) {
            SeenTxidFile.write(disk, target.restoring().resolve(FileNames.SEEN_TXID), plan.lastTxid());
            record.write(disk, target.restoring());
            VersionFile.write(disk, target.restoring().resolve(FileNames.VERSION), plan.storageInfo(), now);
        }
        listener.progress(RestoreListener.Step.REPLACING, 0, targets.size());
        switchover.run();
        return record;
    }

    private RestoreTarget first(Predicate<RestoreTarget> kind) {
        return targets.stream()
                .filter(kind)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No target of a kind"));
    }

    /**
     * What lies in the first directory of each kind, proven.
     *
     * @param plan that led to it; not the one that was previewed, if an image turned out to be damaged on the way
     * @param md5 of the source's image
     * @param last the image of the last transaction; empty if that is the source's image itself
     * @param digest of the namespace after the last transaction
     */
    private record Fetched(
            RestorePlan plan,
            byte[] md5,
            List<SegmentFile> segments,
            Optional<SavedImage> last,
            NamespaceDigest digest) {}

    private Fetched fetchProven(RestorePlan first, RestoreTarget imageTarget, RestoreTarget editsTarget)
            throws IOException {
        SourceCatalog left = catalog();
        RestorePlan plan = first;
        while (true) {
            for (RestoreTarget target : targets) {
                target.beginStaging();
            }
            try {
                return fetch(plan, imageTarget, editsTarget);
            } catch (DamagedSourceException e) {
                left = left.withoutImage(plan.image().txid());
                plan = withOlderImage(left, plan, e, new ArrayList<>());
            }
        }
    }

    /** @throws DamagedSourceException if the image is not what it should be */
    private Fetched fetch(RestorePlan plan, RestoreTarget imageTarget, RestoreTarget editsTarget) throws IOException {
        Passed passed = new Passed(RestoreListener.Step.FETCHING, plan.sourceBytes());
        Path image = image(imageTarget, plan);
        byte[] md5 = fetchImage(plan.image(), image, passed);
        List<SegmentFile> segments = new ArrayList<>();
        for (SourceSegment segment : plan.segments()) {
            try {
                segments.add(fetchSegment(segment, plan.lastTxid(), editsTarget.restoring(), passed));
            } catch (DamagedSourceException | CorruptEditException e) {
                throw damaged(segment, e);
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
        Passed passed = new Passed(RestoreListener.Step.COPYING, each * (targets.size() - 1));
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
            if (read(file.temporary(), NOWHERE) != crc) {
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

    /** Counts bytes for the listener. Confined to one thread. */
    private final class Passed {
        private final RestoreListener.Step step;
        private final long total;
        private long done;

        Passed(RestoreListener.Step step, long total) {
            this.step = step;
            this.total = total;
        }

        void add(long bytes) {
            done += bytes;
            listener.progress(step, done, total);
        }

        ByteSink counting(ByteSink sink) {
            return new ByteSink() {
                @Override
                public void write(byte[] bytes, int offset, int count) throws IOException {
                    sink.write(bytes, offset, count);
                    add(count);
                }

                @Override
                public long position() {
                    return sink.position();
                }
            };
        }
    }
}
