package io.cairn.primary.restart;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DamagedFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.namespace.tree.SnapshotsUnsupportedException;
import io.cairn.common.replay.EditReplayer;
import io.cairn.common.replay.ImageCopy;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.UnreadableEditsException;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.image.SnapshotImageException;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.primary.service.StartupFindings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings the namespace back to the last transaction that any directory knows of (spec storage.md §2, steps 3 to 7).
 * Starts from the store of the last run, else from the newest image, else, unlike HDFS, from an older one whose edits
 * lead on; takes each transaction from any copy that has it, else from the checkpointer. Whatever was not as it should
 * be is told to the findings. If anything stays missing, the start is refused with nothing changed but what was repaired
 * on the way. Single use, one thread.
 *
 * <p>Damaged files are renamed ({@link DamagedFile}), never deleted, and only once the namespace is whole.
 */
public final class Restart {
    private static final int REPLAY_UNIT = 1000;
    /** In place of an image's txid: the store at hand is gone on from. */
    private static final long AT_HAND = -1;

    private final Disk disk;
    private final NameDirectories directories;
    private final StoreSource stores;
    private final Optional<CheckpointerCopies> checkpointer;
    private final StartupFindings findings;
    private final RestartProgress progress;
    private final RefusalText refusal;
    private final Holdings holdings;
    private final List<IOException> checkpointerFailures = new ArrayList<>();
    /** Nothing is fetched twice: what did not help once will not. */
    private final Set<Object> fetched = new HashSet<>();

    private @Nullable MetadataStore store;
    /** Of the image that {@link #store} was filled from; {@link #AT_HAND} if a former run left it. */
    private long filledFrom = AT_HAND;

    private boolean bridged;
    private RecordedDigests recorded = RecordedDigests.NONE;

    /**
     * @param directories locked, their unfinalised segments recovered
     * @param checkpointer where copies can be had
     * @param configuration name of the configuration file, for the commands that a refusal names
     * @throws IOException if a directory cannot be read, or a {@code seen_txid} is no number
     */
    public Restart(
            Disk disk,
            NameDirectories directories,
            StoreSource stores,
            Optional<CheckpointerCopies> checkpointer,
            StartupFindings findings,
            RestartProgress progress,
            String configuration)
            throws IOException {
        this.disk = disk;
        this.directories = directories;
        this.stores = stores;
        this.checkpointer = checkpointer;
        this.findings = findings;
        this.progress = progress;
        holdings = new Holdings(disk, directories);
        refusal = new RefusalText(
                holdings, checkpointer.map(CheckpointerCopies::address), configuration, directories.all());
    }

    /** Has what is brought back compared with what earlier runs noted of it. */
    public Restart comparedWith(RecordedDigests notes) {
        recorded = notes;
        return this;
    }

    /**
     * Brings everything back.
     *
     * @throws StartRefusedException if that cannot be done; the store of the last run stays
     * @throws SnapshotImageException if the image has snapshots
     */
    public Restarted run() throws IOException {
        boolean done = false;
        try {
            store = stores.present(holdings.lastTxid()).orElse(null);
            long start = choose();
            while (!attempt(start)) {
                start = choose();
            }
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
        return finish();
    }

    private void close() {
        MetadataStore open = store;
        store = null;
        if (open != null) {
            open.close();
        }
    }

    // Choosing

    /** Where to start from: {@link #AT_HAND} or the txid of an image, so that all transactions from there are readable. */
    private long choose() throws IOException {
        List<Long> starts = starts();
        for (long start : starts) {
            if (missing(start).isEmpty()) {
                return start;
            }
        }
        if (checkpointer.isPresent()) {
            for (long start : starts) {
                if (fetchEdits(checkpointer.get(), missing(start))) {
                    return start;
                }
            }
            Optional<Long> fetched = fetchImage(checkpointer.get());
            if (fetched.isPresent()) {
                return fetched.get();
            }
        }
        List<TxRange> missing = starts.isEmpty() ? List.of() : missing(starts.get(0));
        throw refusal.missing(missing, checkpointerFailures);
    }

    private List<Long> starts() {
        List<Long> starts = new ArrayList<>();
        if (store != null) {
            starts.add(AT_HAND);
        }
        starts.addAll(holdings.imageTxids());
        return starts;
    }

    private List<TxRange> missing(long start) {
        long from = start == AT_HAND && store != null ? store.appliedTxid() : start;
        return holdings.missing(from + 1, holdings.lastTxid());
    }

    // Fetching

    /** Brings the segments that hold {@code missing} from the checkpointer; true if nothing is missing then. */
    private boolean fetchEdits(CheckpointerCopies copies, List<TxRange> missing) throws IOException {
        try {
            for (TxRange range : missing) {
                progress.fetching("the list of segments");
                for (EditsManifest.Segment segment : copies.segments(holdings.segmentStart(range.firstTxid()))) {
                    boolean useful = segment.firstTxid() <= range.lastTxid() && segment.lastTxid() >= range.firstTxid();
                    if (useful && fetched.add(segment)) {
                        fetch(copies, segment, range);
                    }
                }
            }
        } catch (IOException e) {
            checkpointerFailures.add(e);
        }
        holdings.rescan();
        return missing.stream().allMatch(range -> holdings.missing(range.firstTxid(), range.lastTxid())
                .isEmpty());
    }

    private void fetch(CheckpointerCopies copies, EditsManifest.Segment segment, TxRange wanted) throws IOException {
        TxRange range = new TxRange(segment.firstTxid(), segment.lastTxid());
        progress.fetching("segment " + words(range));
        List<String> filled = new ArrayList<>();
        for (StorageDirectory directory : directories.editsDirectories()) {
            Path current = directory.current();
            copies.fetch(segment, current);
            holdings.segmentReplaced(directory.file(FileNames.finalizedEdits(range.firstTxid(), range.lastTxid())));
            filled.add(current.toString());
        }
        findings.error("transactions " + words(wanted) + " could be read in no directory; segment " + words(range)
                + " was taken from the checkpointer " + copies.address() + " into " + filled);
    }

    /** Brings the checkpointer's newest image, if that leads on. */
    private Optional<Long> fetchImage(CheckpointerCopies copies) throws IOException {
        try {
            long txid = copies.imageTxid();
            boolean leadsOn = missing(txid).isEmpty() || fetchEdits(copies, missing(txid));
            if (!leadsOn || !holdings.images(txid).isEmpty() || !fetched.add(txid)) {
                return Optional.empty();
            }
            progress.fetching("image " + txid);
            StorageDirectory directory = directories.imageDirectories().get(0);
            // What lies there under this name is damaged: it was refused, and is set aside.
            copies.fetchImage(txid, directory.current());
            holdings.imageReplaced(txid, directory);
            holdings.rescan();
            findings.error("no image here leads on; image " + txid + " was taken from the checkpointer "
                    + copies.address() + " into " + directory.current());
            return Optional.of(txid);
        } catch (IOException e) {
            checkpointerFailures.add(e);
            return Optional.empty();
        }
    }

    // Loading and replaying

    /** Brings the store to the last transaction; false if damage turned up, which is noted. */
    private boolean attempt(long start) throws IOException {
        if (start != AT_HAND && !load(start)) {
            return false;
        }
        MetadataStore current = store;
        if (current == null) {
            throw new IllegalStateException("No store at hand");
        }
        long lastTxid = holdings.lastTxid();
        try {
            progress.replaying(current.appliedTxid(), lastTxid);
            EditReplayer replayer =
                    new EditReplayer(disk, new Namespace(current), REPLAY_UNIT, progress::replayed, this::unreadable);
            OptionalLong noted = newestNote(current.appliedTxid(), lastTxid);
            if (noted.isPresent()) {
                replayer.replay(holdings.segments(), noted.getAsLong());
                if (!isAsNoted(current)) {
                    return false;
                }
            }
            replayer.replay(holdings.segments(), lastTxid);
            return true;
        } catch (UnreadableEditsException e) {
            return false; // What was applied stays; where to go on from there is to be chosen.
        } catch (SnapshotsUnsupportedException e) {
            throw e;
        } catch (RuntimeException e) {
            doesNotFit(e);
            return false;
        }
    }

    private OptionalLong newestNote(long fromTxid, long toTxid) {
        return recorded.all().keySet().stream()
                .mapToLong(Long::longValue)
                .filter(txid -> txid >= fromTxid && txid <= toTxid)
                .max();
    }

    /**
     * Compares the store with the note of its txid. One that a former run left and that differs is of no use. Image and
     * edits count for more than a note: the image was proven, each edit has its checksum.
     */
    private boolean isAsNoted(MetadataStore current) {
        long txid = current.appliedTxid();
        NamespaceDigest expected = recorded.all().get(txid);
        NamespaceDigest found = current.digest();
        if (expected == null || expected.equals(found)) {
            return true;
        }
        String words = "at txid " + txid + " the namespace had digest " + expected + " when it was noted, but now has "
                + found;
        if (filledFrom == AT_HAND) {
            findings.error("the store of the last run does not hold what it should, and is filled anew from image and"
                    + " edits: " + words);
            close();
            return false;
        }
        findings.error(
                "image " + filledFrom + " and the edits behind it do not lead to what was noted; they are gone on"
                        + " from, and the notes are dropped: " + words);
        recorded.forget();
        return true;
    }

    private void unreadable(SegmentFile segment, long txid, IOException cause) {
        holdings.segmentDamaged(segment, txid, String.valueOf(cause.getMessage()));
    }

    private void doesNotFit(RuntimeException e) throws StartRefusedException {
        close();
        if (filledFrom == AT_HAND) {
            findings.warn("the store of the last run is filled anew from image and edits: " + e.getMessage());
            return;
        }
        if (e instanceof StoreException) {
            throw e;
        }
        for (ImageFile image : holdings.images(filledFrom)) {
            holdings.imageDamaged(image, "edits do not fit it: " + e.getMessage());
        }
        if (holdings.imageTxids().isEmpty()) {
            throw refusal.doesNotFit(e);
        }
    }

    /** Fills a new store from the first sound copy of the image; false if there is none. */
    private boolean load(long txid) throws IOException {
        close();
        for (ImageFile image : holdings.images(txid)) {
            try {
                progress.loading();
                MetadataStore empty = stores.empty();
                store = empty;
                long loaded = new ImageLoader(disk).load(image.path(), empty, progress::loaded);
                if (loaded != txid) {
                    throw new CorruptStorageException(
                            image.path(), "not the image its name says", "last transaction " + txid, "" + loaded);
                }
                requireOurs(image, empty.counters().namespaceId());
                filledFrom = txid;
                return true;
            } catch (SnapshotImageException e) {
                throw e;
            } catch (IOException e) {
                close();
                holdings.imageDamaged(image, String.valueOf(e.getMessage()));
            }
        }
        return false;
    }

    private void requireOurs(ImageFile image, int namespaceId) throws IOException {
        int ours = directories.storageInfo().namespaceId();
        if (namespaceId != ours) {
            throw new CorruptStorageException(
                    image.path(),
                    "an image of another namespace",
                    "namespaceID " + ours + " as in VERSION",
                    "" + namespaceId);
        }
    }

    // Making whole what was damaged

    private Restarted finish() throws IOException {
        MetadataStore whole = store;
        if (whole == null) {
            throw new IllegalStateException("No store at hand");
        }
        MetadataStore kept = stores.keep(whole);
        store = kept;
        boolean done = false;
        try {
            boolean fellBack = filledFrom != AT_HAND && filledFrom < holdings.newestImageTxid();
            if (fellBack) {
                findings.error(
                        "image " + holdings.newestImageTxid() + " is damaged in every directory; started from image "
                                + filledFrom + " and the edits behind it. A new image is saved now");
            }
            setImagesAside();
            mendSegments();
            long newest = holdings.imageTxids().stream().findFirst().orElse(filledFrom);
            done = true;
            return new Restarted(
                    kept, newest, fellBack || bridged || holdings.imageTxids().isEmpty());
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private void setImagesAside() throws IOException {
        Map<ImageFile, String> damaged = Map.copyOf(holdings.damagedImages());
        damaged.forEach((image, why) -> inDirectoryOf(image.path(), directory -> {
            Path aside = DamagedFile.setAside(disk, image.path());
            Optional<ImageFile> sound = holdings.images(image.txid()).stream().findFirst();
            String done = "kept as " + aside.getFileName();
            if (sound.isPresent() && !image.rollback()) {
                Optional<byte[]> md5 = Md5Sidecar.read(disk, sound.get().path());
                if (md5.isPresent()) {
                    new ImageCopy(disk).copy(sound.get().path(), md5.get(), directory.current(), image.txid());
                    done += ", and replaced by the copy in "
                            + sound.get().path().getParent();
                }
            }
            findings.error("image " + image.path() + " is damaged, " + done + ": " + why);
        }));
        holdings.rescan();
    }

    /** Replaces damaged segments by sound copies; where there is none, the namespace must not depend on them again. */
    private void mendSegments() throws IOException {
        for (Holdings.DamagedSegment damaged : holdings.damagedSegments()) {
            SegmentFile segment = damaged.segment();
            Optional<Path> sound = soundCopy(segment);
            if (sound.isEmpty()) {
                bridged = true;
                findings.error(
                        "segment " + segment.path() + " is damaged; what it lacks was read elsewhere. A new image"
                                + " is saved now: " + damaged.why());
                continue;
            }
            inDirectoryOf(segment.path(), directory -> {
                Path aside = DamagedFile.setAside(disk, segment.path());
                SegmentProof.copy(disk, sound.get(), segment.range(), directory.current());
                findings.error("segment " + segment.path() + " is damaged, kept as " + aside.getFileName()
                        + ", and replaced by " + sound.get() + ": " + damaged.why());
            });
        }
        holdings.rescan();
    }

    private Optional<Path> soundCopy(SegmentFile damaged) throws IOException {
        for (SegmentFile other : holdings.segments()) {
            if (other.range().equals(damaged.range())
                    && !holdings.isDamaged(other.path())
                    && SegmentProof.isWhole(disk, other.path(), other.range())) {
                return Optional.of(other.path());
            }
        }
        return Optional.empty();
    }

    private interface Mending {
        void run(StorageDirectory directory) throws IOException;
    }

    /** A directory in which a file cannot be mended goes out of service: nothing may rely on what it holds. */
    private void inDirectoryOf(Path file, Mending mending) {
        for (StorageDirectory directory : directories.all()) {
            if (directory.current().equals(file.getParent())) {
                try {
                    mending.run(directory);
                } catch (IOException e) {
                    directory.takeOutOfService(e);
                    findings.error("directory " + directory + " is out of service: " + file
                            + " is damaged and cannot be mended: " + e.getMessage());
                }
            }
        }
    }

    static String words(TxRange range) {
        return range.firstTxid() + " to " + range.lastTxid();
    }
}
