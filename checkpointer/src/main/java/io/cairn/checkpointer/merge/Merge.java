package io.cairn.checkpointer.merge;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.replay.ImageCopy;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.SavedImage;
import io.cairn.common.replay.WarmImage;
import io.cairn.common.store.image.ImageForm;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next image from one that lies here and the segments that lead on, and puts it into every image directory,
 * proven. Between checkpoints it may hold the base open with what has come since applied ({@link #warm}), so that a
 * checkpoint has only the rest to replay. Thread-safe: one lock for the base, held while it is warmed, so that a
 * checkpoint takes over where warming ends; while a checkpoint has it, warming does nothing.
 */
public final class Merge implements Closeable {
    /** Edits between two looks at the bound of memory. */
    private static final int UNIT_EDITS = 1000;

    private final Disk disk;
    private final MergeSettings settings;
    private final CheckpointMerge.Limits limits;
    private final CheckpointMerge merge;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private @Nullable WarmImage kept;
    /** What was applied to it, by checksum: the part of the primary's history that it stands for. */
    private final Map<TxRange, String> applied = new HashMap<>();

    private boolean inUse;

    public Merge(Disk disk, MergeSettings settings) {
        this.disk = disk;
        this.settings = settings;
        limits = new CheckpointMerge.Limits(settings.cacheBytes(), settings.overlayBytes(), UNIT_EDITS);
        merge = new CheckpointMerge(disk, limits, settings.nanoTime());
    }

    /** Compares an image with its MD5 file; an image that was never proven here is no base. */
    public void verify(Path image) throws IOException {
        new ImageLoader(disk).verify(image);
    }

    /**
     * What the next image is made from: closed or open. Until it is closed no other can be had, and nothing is warmed.
     * Confined to the checkpoint thread.
     */
    public final class Base implements Closeable {
        private final Path image;
        private final @Nullable WarmImage warm;

        private Base(Path image, @Nullable WarmImage warm) {
            this.image = image;
            this.warm = warm;
        }

        public Path image() {
            return image;
        }

        /** True if edits were applied to it before the checkpoint was due. */
        public boolean isWarm() {
            return warm != null;
        }

        @Override
        public void close() throws IOException {
            lock.lock();
            try {
                inUse = false;
            } finally {
                lock.unlock();
            }
            if (warm != null) {
                warm.close();
            }
        }
    }

    /**
     * A segment as the primary has it, in one or several directories here. Immutable.
     *
     * @param copies alternatives, each compared with {@code crc32c}
     */
    public record Checked(TxRange range, String crc32c, List<SegmentFile> copies) {
        public Checked {
            copies = List.copyOf(copies);
        }
    }

    /**
     * Takes {@code image} as base. If it was kept warm it is open already and was compared with its MD5 file then;
     * otherwise that is done now.
     *
     * @param segments what the primary has behind the image; what is warm is of use only if it came from these
     * @param lastTxid end of the image to be made; what is warm beyond that is of no use
     */
    public Base base(Path image, List<Checked> segments, long lastTxid) throws IOException {
        lock.lock();
        try {
            WarmImage ready = kept;
            if (ready != null
                    && ready.image().equals(image)
                    && ready.appliedTxid() <= lastTxid
                    && checksums(segments).entrySet().containsAll(applied.entrySet())) {
                kept = null;
                applied.clear();
                inUse = true;
                return new Base(image, ready);
            }
        } finally {
            lock.unlock();
        }
        verify(image);
        return fetched(image);
    }

    /** Takes {@code image} as base, which was compared with its MD5 as it came. */
    public Base fetched(Path image) throws IOException {
        lock.lock();
        try {
            cool();
            inUse = true;
            return new Base(image, null);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Opens {@code image} unless it is open, and applies {@code segments} as far as the bound of memory allows. Does
     * nothing while a checkpoint is being made. After a failure nothing is kept.
     *
     * @param segments what the primary has behind the image, without gap; if what is warm came from others, as after the
     *     primary was taken back to an earlier state, the image is opened anew
     * @return how far the image is warm; empty if it is not kept
     */
    public Optional<Warmth> warm(Path image, List<Checked> segments) throws IOException {
        lock.lock();
        try {
            if (inUse) {
                return Optional.empty();
            }
            Map<TxRange, String> now = checksums(segments);
            if (kept == null || !kept.image().equals(image) || !now.entrySet().containsAll(applied.entrySet())) {
                cool();
                kept = WarmImage.open(disk, image, limits).orElse(null);
            }
            return kept == null ? Optional.empty() : Optional.of(apply(kept, segments, now));
        } finally {
            lock.unlock();
        }
    }

    private Warmth apply(WarmImage open, List<Checked> segments, Map<TxRange, String> checksums) throws IOException {
        boolean done = false;
        try {
            List<SegmentFile> files = segments.stream()
                    .flatMap(segment -> segment.copies().stream())
                    .toList();
            open.apply(
                    files, files.stream().mapToLong(SegmentFile::lastTxid).max().orElse(open.baseTxid()));
            checksums.forEach((range, checksum) -> {
                if (range.firstTxid() <= open.appliedTxid()) {
                    applied.put(range, checksum);
                }
            });
            done = true;
            return new Warmth(open.baseTxid(), open.appliedTxid(), open.overlayBytes(), open.isFull());
        } finally {
            if (!done) {
                cool();
            }
        }
    }

    private static Map<TxRange, String> checksums(List<Checked> segments) {
        return segments.stream().collect(Collectors.toMap(Checked::range, Checked::crc32c));
    }

    /**
     * How far the base is warm. Immutable.
     *
     * @param appliedTxid last transaction applied to it
     * @param overlayBytes estimate of the heap that the changes take
     * @param full true if no more is applied before the next checkpoint
     */
    public record Warmth(long baseTxid, long appliedTxid, long overlayBytes, boolean full) {}

    /** Lets go of the base. Under the lock. */
    private void cool() throws IOException {
        WarmImage open = kept;
        kept = null;
        applied.clear();
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            cool();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes {@code fsimage_<lastTxid>} into every one of {@code directories}.
     *
     * @param base is closed by the caller and cannot be used a second time
     * @param segments covering what the base lacks up to {@code lastTxid}
     * @param progress is told the last txid replayed, now and then
     * @param expected what the primary says the namespace is after {@code lastTxid}
     * @throws io.cairn.common.replay.DigestMismatchException if the finished image holds something else; it gets no name
     */
    public CheckpointMerge.Result run(
            Base base,
            List<SegmentFile> segments,
            long lastTxid,
            List<StorageDirectory> directories,
            LayoutVersion layout,
            LongConsumer progress,
            NamespaceDigest expected)
            throws IOException {
        Path current = directories.get(0).current();
        ImageForm form = settings.form(layout);
        CheckpointMerge.Result result = base.warm == null
                ? merge.run(base.image, segments, lastTxid, current, form, progress, Optional.of(expected))
                : merge.run(base.warm, segments, lastTxid, current, form, progress, Optional.of(expected));
        for (StorageDirectory directory : directories.subList(1, directories.size())) {
            copy(result.image(), directory);
        }
        return result;
    }

    private void copy(SavedImage image, StorageDirectory directory) throws IOException {
        try {
            copyTo(image, directory);
        } catch (IOException e) {
            if (directory.inService()) {
                throw e;
            }
            // It failed, and is out of service with its alarm: the image is whole without it.
        }
    }

    private void copyTo(SavedImage image, StorageDirectory directory) throws IOException {
        new ImageCopy(disk).copy(image.path(), image.md5(), directory.current(), image.txid());
    }
}
