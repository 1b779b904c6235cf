package io.cairn.common.replay;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageSummary;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.store.image.ImageBase;
import io.cairn.common.store.image.ImageStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An image held open, indexed, with edits that lead on applied to it: the part of a checkpoint that can be done before
 * the checkpoint is due. Memory is that of a merge, and no more: when the changes reach their bound, nothing further is
 * applied until {@link CheckpointMerge} takes over. Survives nothing: after a failure or a restart it is made anew from
 * the files. Confined to one thread at a time.
 */
public final class WarmImage implements Closeable {
    private final Disk disk;
    private final Path image;
    private final ByteSource source;
    private final ImageStore store;
    private final CheckpointMerge.Limits limits;
    private final long baseTxid;

    private WarmImage(Disk disk, Path image, ByteSource source, ImageStore store, CheckpointMerge.Limits limits) {
        this.disk = disk;
        this.image = image;
        this.source = source;
        this.store = store;
        this.limits = limits;
        baseTxid = store.appliedTxid();
    }

    /**
     * Opens {@code image}, compares it with its MD5 file and indexes it. Its digest is taken from the file beside it, if
     * there is one, and proven with the image that {@link CheckpointMerge} makes of it.
     *
     * @return empty if the image is compressed: its records cannot be found by position
     * @throws io.cairn.common.layout.CorruptStorageException if it is not what these files say
     * @throws io.cairn.common.store.image.SnapshotImageException if it has snapshots
     */
    public static Optional<WarmImage> open(Disk disk, Path image, CheckpointMerge.Limits limits) throws IOException {
        new ImageLoader(disk).verify(image);
        ByteSource source = disk.open(image);
        boolean kept = false;
        try {
            if (ImageSummary.read(source).codec() != ImageCompression.NONE) {
                return Optional.empty();
            }
            ImageBase base = ImageBase.open(source, DigestSidecar.read(disk, image));
            ImageStore store = new ImageStore(base, limits.cacheBytes());
            kept = true;
            return Optional.of(new WarmImage(disk, image, source, store, limits));
        } finally {
            if (!kept) {
                source.close();
            }
        }
    }

    /** The file that was opened. */
    public Path image() {
        return image;
    }

    /** Last transaction in the image. */
    public long baseTxid() {
        return baseTxid;
    }

    /** Last transaction applied. */
    public long appliedTxid() {
        return store.appliedTxid();
    }

    /** Estimate of the heap that the changes take. */
    public long overlayBytes() {
        return store.overlayBytes();
    }

    /**
     * Applies what {@code segments} hold up to {@code lastTxid}, or less if the changes reach their bound. After an
     * exception this is of no use any more.
     *
     * @param segments covering what is needed, in any order
     * @return last transaction applied
     */
    public long apply(List<SegmentFile> segments, long lastTxid) throws IOException {
        if (isFull() || store.appliedTxid() >= lastTxid) {
            return store.appliedTxid();
        }
        return new EditReplayer(disk, new Namespace(store), limits.unitEdits(), txid -> {})
                .replay(segments, lastTxid, this::isFull);
    }

    /** True once no more changes are taken. */
    public boolean isFull() {
        return store.overlayBytes() > limits.overlayBytes();
    }

    /** For the merge that goes on from here. */
    ImageStore store() {
        return store;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
