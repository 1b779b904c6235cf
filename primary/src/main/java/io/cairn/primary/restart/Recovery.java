package io.cairn.primary.restart;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.DirLock;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageFileName;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.model.TxRange;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.namespace.tree.InvalidEditException;
import io.cairn.common.op.OpCode;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.ImageSaver;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.store.rocks.RocksSettings;
import io.cairn.common.store.rocks.RocksStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes the best of directories that do not bring a whole namespace back, as HDFS's {@code -recover} does, but on a copy:
 * loads the newest sound image, applies every edit that can still be read and applied, jumping what is lost, and saves
 * the result as an image in a directory of its own, with a report of each loss. The originals are only read. Single use,
 * one thread.
 *
 * <p>The result is complete once its VERSION is there; a recovery that was cut short is to be begun anew in an empty
 * directory.
 */
public final class Recovery {
    /** Where the namespace is put together, below the result; removed at the end. */
    private static final String WORK = "recovering";

    private static final int FLUSH_EDITS = 10_000;
    /** Endings behind a segment's name of what is none: what was cut from one, and what stands beside one. */
    private static final List<String> NO_SEGMENTS = List.of(".torn", ".empty", ".attributes");

    private final Disk disk;
    private final List<StorageDirectory> directories;
    private final Path to;
    private final RecoveryChoices choices;
    private final InstantSource clock;
    private final RestartProgress progress;
    private final RecoveryReport report = new RecoveryReport();
    /** Given up from here on. */
    private long stopTxid = Long.MAX_VALUE;

    /**
     * @param directories as configured
     * @param to where the result goes; must not exist, or be empty
     */
    public Recovery(
            Disk disk,
            List<StorageDirectory> directories,
            Path to,
            RecoveryChoices choices,
            InstantSource clock,
            RestartProgress progress) {
        this.disk = disk;
        this.directories = List.copyOf(directories);
        this.to = to.toAbsolutePath().normalize();
        this.choices = choices;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * A recovery that was carried through. Immutable.
     *
     * @param directory holds the result; a source for a restore
     * @param imageTxid last transaction of the image that was started from
     * @param lastTxid last transaction of the result, applied or lost
     * @param report also written beside the result
     */
    public record Result(Path directory, long imageTxid, long lastTxid, long inodes, RecoveryReport report) {}

    /**
     * Recovers.
     *
     * @param owner who we are, content of the locks that are held on the originals
     * @return empty if it was given up on request; nothing was saved
     * @throws InconsistentStorageException if a directory is in use, VERSION files differ, or the result's directory is
     *     not empty
     * @throws IOException if no VERSION or no image is sound, or the result cannot be written
     */
    public Optional<Result> run(String owner) throws IOException {
        requireEmpty();
        List<DirLock> locks = new ArrayList<>();
        try {
            for (StorageDirectory directory : directories) {
                if (disk.exists(directory.root())) {
                    locks.add(DirLock.take(disk, directory.root(), owner));
                } else {
                    report.note("directory " + directory + " does not exist");
                }
            }
            StorageInfo info = identity();
            Map<StorageDirectory, DirInventory> inventories = scan();
            Files.createDirectories(to.resolve(WORK));
            return recover(info, inventories);
        } finally {
            for (DirLock lock : locks) {
                lock.close();
            }
            removeWork();
        }
    }

    private void requireEmpty() throws IOException {
        if (Files.exists(to)) {
            try (Stream<Path> entries = Files.list(to)) {
                if (entries.findAny().isPresent()) {
                    throw new InconsistentStorageException("The result would go to " + to
                            + ", which is not empty; name another directory with --to, or move that one away");
                }
            }
        }
    }

    private StorageInfo identity() throws IOException {
        Map<StorageDirectory, StorageInfo> found = new LinkedHashMap<>();
        for (StorageDirectory directory : directories) {
            Path file = directory.file(FileNames.VERSION);
            if (disk.exists(file)) {
                try {
                    found.put(directory, VersionFile.read(disk, file));
                } catch (IOException e) {
                    report.note(e.getMessage() + "; another directory's is taken");
                }
            }
        }
        StorageInfo first = found.values().stream()
                .findFirst()
                .orElseThrow(() -> new InconsistentStorageException("No sound VERSION in any of " + directories
                        + ": it is not known whose files these are; a checkpointer's VERSION of the same cluster may be"
                        + " copied there"));
        for (Map.Entry<StorageDirectory, StorageInfo> entry : found.entrySet()) {
            Optional<String> difference = first.difference(entry.getValue());
            if (difference.isPresent()) {
                throw new InconsistentStorageException("VERSION files differ: " + difference.get() + " ("
                        + entry.getKey().current()
                        + "); take the directory that does not belong out of the configuration");
            }
        }
        return first;
    }

    private Map<StorageDirectory, DirInventory> scan() {
        Map<StorageDirectory, DirInventory> inventories = new LinkedHashMap<>();
        for (StorageDirectory directory : directories) {
            try {
                inventories.put(directory, DirInventory.scan(disk, directory.current()));
            } catch (IOException e) {
                report.note("directory " + directory + " cannot be read: " + e.getMessage());
            }
        }
        return inventories;
    }

    private Optional<Result> recover(StorageInfo info, Map<StorageDirectory, DirInventory> inventories)
            throws IOException {
        long imageTxid = loadImage(inventories);
        List<EditSearch.Candidate> candidates = candidates(inventories);
        long seenTxid = seenTxid();
        while (true) {
            try (RocksStore store = open();
                    EditSearch edits = new EditSearch(disk, candidates)) {
                Pass pass = new Pass(store, edits, seenTxid);
                try {
                    return pass.run() ? Optional.of(save(info, store, imageTxid)) : Optional.empty();
                } catch (InvalidEditException e) {
                    // The store, opened again, is as of its last flush; the edit is then known not to apply.
                    if (!unappliable(e, pass.where())) {
                        return Optional.empty();
                    }
                }
            }
        }
    }

    // The image

    private long loadImage(Map<StorageDirectory, DirInventory> inventories) throws IOException {
        List<ImageFile> images = inventories.values().stream()
                .flatMap(inventory -> inventory.images().stream())
                .sorted(Comparator.comparingLong(ImageFile::txid).reversed())
                .toList();
        for (ImageFile image : images) {
            try (RocksStore store = open()) {
                progress.loading();
                long txid = new ImageLoader(disk).load(image.path(), store, progress::loaded);
                if (txid == image.txid()) {
                    store.flush();
                    return txid;
                }
                report.note("image " + image.path() + " is not used: it ends at txid " + txid);
            } catch (IOException e) {
                report.note("image is not used: " + e.getMessage());
            }
            clearWork();
        }
        throw new IOException("No image can be loaded: " + report.notes()
                + "; bring one back: cairn restore --from CHECKPOINTER_URL|DIR|ARCHIVE " + RefusalText.to(directories));
    }

    private RocksStore open() {
        return RocksStore.open(to.resolve(WORK), RocksSettings.DEFAULT);
    }

    // The edits

    private static List<EditSearch.Candidate> candidates(Map<StorageDirectory, DirInventory> inventories) {
        List<EditSearch.Candidate> candidates = new ArrayList<>();
        for (DirInventory inventory : inventories.values()) {
            for (SegmentFile segment : inventory.finalized()) {
                candidates.add(new EditSearch.Candidate(segment.path(), segment.firstTxid(), segment.lastTxid()));
            }
            List<StorageFileName> others = new ArrayList<>(inventory.inProgress());
            others.addAll(inventory.setAside());
            for (StorageFileName file : others) {
                if (NO_SEGMENTS.stream().anyMatch(file.name()::endsWith)) {
                    continue;
                }
                boolean endKnown = file.lastTxid() != StorageFileName.UNKNOWN_TXID;
                candidates.add(new EditSearch.Candidate(
                        inventory.path(file), file.firstTxid(), endKnown ? file.lastTxid() : Long.MAX_VALUE));
            }
        }
        return candidates;
    }

    private long seenTxid() {
        long seen = 0;
        for (StorageDirectory directory : directories) {
            try {
                seen = Math.max(seen, SeenTxidFile.read(disk, directory.file(FileNames.SEEN_TXID)));
            } catch (IOException e) {
                report.note(String.valueOf(e.getMessage()));
            }
        }
        return seen;
    }

    /** Applies what can be, from where the store stands. Single use. */
    private final class Pass {
        private final RocksStore store;
        private final EditSearch edits;
        private final long seenTxid;
        private Namespace namespace;
        private long flushedTxid;
        private String where = "-";

        Pass(RocksStore store, EditSearch edits, long seenTxid) {
            this.store = store;
            this.edits = edits;
            this.seenTxid = seenTxid;
            namespace = new Namespace(store);
            flushedTxid = store.appliedTxid();
        }

        /** Where the edit was read that is being applied. */
        String where() {
            return where;
        }

        /** @return false if it is to be given up */
        boolean run() throws IOException {
            progress.replaying(namespace.appliedTxid(), Math.max(seenTxid, namespace.appliedTxid()));
            long next = namespace.appliedTxid() + 1;
            while (next < stopTxid) {
                Optional<EditSearch.Found> found = edits.from(next);
                if (found.isEmpty()) {
                    return end(next);
                }
                long txid = found.get().edit().txid();
                if (txid > next
                        && !jump(new TxRange(next, txid - 1), found.get().obstacles())) {
                    return false;
                }
                if (txid < stopTxid) {
                    apply(found.get());
                }
                next = namespace.appliedTxid() + 1;
            }
            namespace.commit(namespace.appliedTxid());
            return true;
        }

        private void apply(EditSearch.Found found) {
            long txid = found.edit().txid();
            where = found.where() + " (" + OpCode.of(found.edit().op()) + ")";
            if (isKnownUnappliable(txid)) {
                skipTo(txid);
                return;
            }
            try {
                namespace.apply(found.edit());
            } catch (InvalidEditException | StoreException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new InvalidEditException(txid, String.valueOf(e));
            }
            if (txid - flushedTxid >= FLUSH_EDITS) {
                namespace.commit(txid);
                store.flush();
                flushedTxid = txid;
                progress.replayed(txid);
            }
        }

        /** Goes on behind {@code txid} without anything that came since the last edit applied. */
        private void skipTo(long txid) {
            namespace.commit(namespace.appliedTxid());
            store.commit(txid);
            namespace = new Namespace(store);
        }

        private boolean jump(TxRange lost, List<String> obstacles) throws IOException {
            RecoveryReport.Entry entry = obstacles.isEmpty()
                    ? new RecoveryReport.Entry(RecoveryReport.Kind.MISSING, lost, "-", "no file has them")
                    : new RecoveryReport.Entry(
                            RecoveryReport.Kind.DAMAGED, lost, places(obstacles), String.join("; ", obstacles));
            if (!isReported(lost) && !decide(entry)) {
                return false;
            }
            if (lost.firstTxid() < stopTxid) {
                skipTo(lost.lastTxid());
            }
            return true;
        }

        /** Nothing is readable any more; what {@code seen_txid} promises beyond is lost. */
        private boolean end(long next) throws IOException {
            namespace.commit(namespace.appliedTxid());
            if (next > seenTxid) {
                return true;
            }
            TxRange lost = new TxRange(next, seenTxid);
            if (!isReported(lost)
                    && !decide(new RecoveryReport.Entry(
                            RecoveryReport.Kind.MISSING,
                            lost,
                            "-",
                            "seen_txid is " + seenTxid + ", no file has them"))) {
                return false;
            }
            if (next < stopTxid) {
                skipTo(seenTxid);
            }
            return true;
        }
    }

    private static String places(List<String> obstacles) {
        return String.join(
                ", ",
                obstacles.stream()
                        .map(text -> text.replaceFirst(": .*? at offset (\\d+).*", " offset $1"))
                        .toList());
    }

    private boolean unappliable(InvalidEditException e, String where) throws IOException {
        return decide(new RecoveryReport.Entry(
                RecoveryReport.Kind.NOT_APPLIED,
                new TxRange(e.txid(), e.txid()),
                where,
                String.valueOf(e.getMessage())));
    }

    private boolean isKnownUnappliable(long txid) {
        return report.entries().stream()
                .anyMatch(entry -> entry.kind() == RecoveryReport.Kind.NOT_APPLIED
                        && entry.txids().firstTxid() == txid);
    }

    /** Passes are repeated from the last flush on; what was decided once is not asked again. */
    private boolean isReported(TxRange lost) {
        return report.entries().stream().anyMatch(entry -> entry.txids().equals(lost));
    }

    /** @return false if it is to be given up */
    private boolean decide(RecoveryReport.Entry problem) throws IOException {
        switch (choices.choose(problem)) {
            case CONTINUE -> report.add(problem);
            case STOP -> {
                stopTxid = problem.txids().firstTxid();
                report.add(problem);
                report.note("everything from txid " + problem.txids().firstTxid() + " on was given up on request");
            }
            case QUIT -> {
                return false;
            }
        }
        return true;
    }

    // The result

    private Result save(StorageInfo info, RocksStore store, long imageTxid) throws IOException {
        StorageDirectory result = new StorageDirectory(to, StorageDirectory.Type.IMAGE_AND_EDITS);
        result.create(disk);
        long lastTxid = store.appliedTxid();
        try (StoreView view = store.snapshot()) {
            new ImageSaver(disk).save(view, result.current(), ImageForm.plain(info.layoutVersion()));
        }
        SeenTxidFile.write(disk, result.file(FileNames.SEEN_TXID), lastTxid);
        report.write(disk, to.resolve(RecoveryReport.FILE), clock.instant(), imageTxid, lastTxid);
        VersionFile.write(disk, result.file(FileNames.VERSION), info, clock.instant());
        return new Result(to, imageTxid, lastTxid, store.inodeCount(), report);
    }

    private void clearWork() throws IOException {
        removeWork();
        Files.createDirectories(to.resolve(WORK));
    }

    private void removeWork() throws IOException {
        Path work = to.resolve(WORK);
        if (Files.isDirectory(work)) {
            try (Stream<Path> files = Files.list(work)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(work);
        }
    }
}
