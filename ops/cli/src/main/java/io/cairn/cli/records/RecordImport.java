package io.cairn.cli.records;

import io.cairn.cli.oev.RecordSegment;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.EditReader;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageSummary;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageFileName;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.EditReplayer;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.RecoveryPlan;
import io.cairn.common.store.image.ImageBase;
import io.cairn.common.store.image.ImageStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Appends files of portable records to the edits of name directories, as segments. Everything is checked before anything
 * is named: the records, that they follow on what is there, and that they can be replayed on it. A crash leaves the old
 * state or a whole number of the files; staged files left behind count as leftovers and are removed by the next start of
 * the primary. Single use, one thread.
 */
public final class RecordImport implements Closeable {
    private static final long CACHE_BYTES = 16L << 20;
    private static final int UNIT_EDITS = 1000;

    private final Disk disk;
    private final NameDirectories directories;
    private final PrintStream progress;
    private final RecoveryPlan plan;

    private RecordImport(Disk disk, NameDirectories directories, PrintStream progress) throws IOException {
        this.disk = disk;
        this.directories = directories;
        this.progress = progress;
        this.plan = plan();
    }

    /**
     * A file that was taken in. Immutable.
     *
     * @param attributesKept edits of which a record said more than an edit can hold; kept beside the segment
     */
    public record Imported(Path log, TxRange range, long attributesKept) {}

    /**
     * Locks the directories, so that no primary runs on them, and sees where they stand.
     *
     * @param roots name directories for image and edits
     * @param owner who we are, content of the locks
     * @throws InconsistentStorageException if they are not formatted, are in use, or have a segment that was not ended
     * @throws IOException if they do not bring a whole namespace back
     */
    public static RecordImport into(Disk disk, List<Path> roots, String owner, PrintStream progress)
            throws IOException {
        NameDirectories directories = NameDirectories.open(disk, NameDirectories.configured(roots, roots), owner);
        boolean opened = false;
        try {
            RecordImport result = new RecordImport(disk, directories, progress);
            opened = true;
            return result;
        } finally {
            if (!opened) {
                directories.close();
            }
        }
    }

    /** Last transaction that the directories bring back, before anything is taken in. */
    public long lastTxid() {
        return plan.lastTxid();
    }

    /**
     * Takes files in, in the order given.
     *
     * @param logs each must begin one behind the end of the one before, the first behind {@link #lastTxid}
     * @throws IOException if anything is wrong with any of them; then nothing was taken in, unless a disk failed while
     *     the finished segments were being named
     */
    public List<Imported> run(List<Path> logs) throws IOException {
        LayoutVersion layout = directories.layoutVersion();
        List<RecordSegment> records = new ArrayList<>();
        List<TxRange> ranges = new ArrayList<>();
        long lastTxid = plan.lastTxid();
        for (Path log : logs) {
            RecordSegment segment = new RecordSegment(log, layout, progress);
            TxRange range = segment.check();
            requireNext(log, range, lastTxid);
            records.add(segment);
            ranges.add(range);
            lastTxid = range.lastTxid();
        }
        try (Staged staged = new Staged()) {
            List<Imported> imported = new ArrayList<>();
            for (int i = 0; i < records.size(); i++) {
                imported.add(
                        new Imported(records.get(i).log(), ranges.get(i), staged.add(records.get(i), ranges.get(i))));
            }
            replay(staged.segments, lastTxid);
            staged.commit();
            return imported;
        }
    }

    private RecoveryPlan plan() throws IOException {
        directories.storageInfo();
        List<RecoveryPlan.Source> sources = new ArrayList<>();
        for (StorageDirectory directory : directories.formatted()) {
            DirInventory inventory = DirInventory.scan(disk, directory.current());
            if (!inventory.inProgress().isEmpty()) {
                StorageFileName file = inventory.inProgress().get(0);
                throw new InconsistentStorageException(inventory.path(file)
                        + " was not ended, so it is not known what it holds: start the primary on this directory once"
                        + " and stop it (cairn primary CONFIGURATION), then import");
            }
            sources.add(
                    new RecoveryPlan.Source(inventory, SeenTxidFile.read(disk, directory.file(FileNames.SEEN_TXID))));
        }
        if (!directories.unformatted().isEmpty()) {
            throw new InconsistentStorageException("Not formatted: " + directories.unformatted()
                    + "; start the primary once, so that it fills them, or leave them out");
        }
        return RecoveryPlan.of(sources);
    }

    private static void requireNext(Path log, TxRange range, long lastTxid) throws InconsistentStorageException {
        if (range.firstTxid() != lastTxid + 1) {
            String why = range.firstTxid() > lastTxid + 1
                    ? "transactions " + (lastTxid + 1) + " to " + (range.firstTxid() - 1)
                            + " are missing: give the file that has them first"
                    : "transactions up to " + lastTxid + " are there already: leave out files that were imported, give"
                            + " the others in ascending order";
            throw new InconsistentStorageException(log + ": expected records from txid " + (lastTxid + 1)
                    + " on, found " + range.firstTxid() + " to " + range.lastTxid() + "; " + why);
        }
    }

    /** Replays everything on the image in memory: what cannot be replayed must not get into the directories. */
    private void replay(List<SegmentFile> staged, long lastTxid) throws IOException {
        List<SegmentFile> segments = new ArrayList<>(plan.segments());
        segments.addAll(staged);
        Path image = plan.images().get(0).path();
        ImageLoader loader = new ImageLoader(disk);
        loader.verify(image);
        Path base = image;
        if (isCompressed(image)) {
            base = image.resolveSibling(FileNames.checkpointImage(plan.imageTxid()) + ".base");
            try (ByteSource source = disk.open(image)) {
                loader.inflate(source, base);
            }
        }
        try (ByteSource source = disk.open(base)) {
            ImageStore store = new ImageStore(ImageBase.open(source), CACHE_BYTES);
            long most = Runtime.getRuntime().maxMemory() / 3;
            long applied = new EditReplayer(disk, new Namespace(store), UNIT_EDITS, txid -> {})
                    .replay(segments, lastTxid, () -> store.overlayBytes() > most);
            if (applied < lastTxid) {
                throw new IOException("The changes since image " + plan.imageTxid() + " take more memory than there"
                        + " is: have a checkpoint made first, import fewer files at a time, or set"
                        + " CAIRN_HEAP=4g");
            }
        } finally {
            if (!base.equals(image)) {
                disk.delete(base);
            }
        }
    }

    private boolean isCompressed(Path image) throws IOException {
        try (ByteSource source = disk.open(image)) {
            return ImageSummary.read(source).codec() != ImageCompression.NONE;
        }
    }

    @Override
    public void close() throws IOException {
        directories.close();
    }

    /** Segments under names that count as leftovers until they are committed. Single use, one thread. */
    private final class Staged implements Closeable {
        private final List<PendingFile> files = new ArrayList<>();
        private final List<RecordSegment.Beside> beside = new ArrayList<>();
        private final List<SegmentFile> segments = new ArrayList<>();

        /** Writes a segment into every directory, forces and re-reads it. */
        long add(RecordSegment records, TxRange range) throws IOException {
            String name = FileNames.finalizedEdits(range.firstTxid(), range.lastTxid());
            String temporary = FileNames.downloadedEdits(range.firstTxid(), range.lastTxid(), 0);
            long kept = 0;
            for (StorageDirectory directory : directories.all()) {
                PendingFile file = PendingFile.begin(disk, directory.current(), temporary, name);
                files.add(file);
                RecordSegment.Beside more = records.write(disk, file.sink(), file.target());
                beside.add(more);
                kept = more.count();
                file.seal();
                reread(file.temporary(), range);
                segments.add(new SegmentFile(file.temporary(), range));
            }
            return kept;
        }

        private void reread(Path file, TxRange range) throws IOException {
            try (ByteSource source = disk.open(file)) {
                EditReader edits =
                        EditReader.open(source).upTo(range.lastTxid()).startingWith(range.firstTxid());
                boolean more = true;
                while (more) {
                    more = edits.next();
                }
            }
        }

        void commit() throws IOException {
            for (int i = 0; i < files.size(); i++) {
                beside.get(i).commit();
                files.get(i).commit();
            }
            long lastSegment = segments.get(segments.size() - 1).firstTxid();
            for (StorageDirectory directory : directories.all()) {
                SeenTxidFile.write(disk, directory.file(FileNames.SEEN_TXID), lastSegment);
            }
        }

        @Override
        public void close() throws IOException {
            for (RecordSegment.Beside file : beside) {
                file.close();
            }
            for (PendingFile file : files) {
                file.close();
            }
        }
    }
}
