package io.cairn.checkpointer.run;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.transfer.ImageList;
import io.cairn.common.transfer.WireStorageInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which images lie here, and how far the edits beside them lead. Thread-safe: looks at the directories anew each time.
 */
public final class HeldImages {
    private final Disk disk;
    private final HeldFiles files;

    public HeldImages(Disk disk, HeldFiles files) {
        this.disk = disk;
        this.files = files;
    }

    /** The newest image that is whole: one with its MD5 file. */
    public Optional<ImageFile> newest() throws IOException {
        for (List<ImageFile> copies : byTxid().descendingMap().values()) {
            for (ImageFile image : copies) {
                if (files.md5(image).isPresent()) {
                    return Optional.of(image);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Last transaction that can be brought back from here: everything up to it is in an image and the edits that lead on,
     * forced to our disks. −1 while there is no image.
     */
    public long heldTxid() throws IOException {
        Optional<ImageFile> newest = newest();
        return newest.isEmpty() ? -1 : leadTo(newest.get().txid(), files.segments());
    }

    /** The last transaction that {@code segments} lead to from behind {@code txid}, without a gap. */
    static long leadTo(long txid, List<SegmentFile> segments) {
        List<SegmentFile> ascending = new ArrayList<>(segments);
        ascending.sort(Comparator.comparingLong(SegmentFile::firstTxid));
        long reached = txid;
        for (SegmentFile segment : ascending) {
            if (segment.firstTxid() > reached + 1) {
                break;
            }
            reached = Math.max(reached, segment.lastTxid());
        }
        return reached;
    }

    /** When an image was written, milliseconds since 1970. */
    public long mtimeMillis(ImageFile image) throws IOException {
        return disk.mtimeMillis(image.path());
    }

    /** All images, newest first. */
    public ImageList list(WireStorageInfo storageInfo) throws IOException {
        List<SegmentFile> segments = files.segments();
        List<ImageList.Image> images = new ArrayList<>();
        for (Map.Entry<Long, List<ImageFile>> entry : byTxid().descendingMap().entrySet()) {
            images.add(describe(entry.getKey(), entry.getValue(), segments));
        }
        return new ImageList(storageInfo, heldTxid(), images);
    }

    private ImageList.Image describe(long txid, List<ImageFile> copies, List<SegmentFile> segments) throws IOException {
        ImageFile first = copies.get(0);
        return new ImageList.Image(
                txid,
                files.length(first.path()),
                files.md5(first).orElse(null),
                digest(first),
                mtimeMillis(first),
                false,
                null,
                leadTo(txid, segments),
                copies.stream()
                        .map(image -> String.valueOf(image.path().getParent()))
                        .toList());
    }

    private @Nullable String digest(ImageFile image) throws IOException {
        return DigestSidecar.read(disk, image.path())
                .map(NamespaceDigest::toString)
                .orElse(null);
    }

    private NavigableMap<Long, List<ImageFile>> byTxid() throws IOException {
        NavigableMap<Long, List<ImageFile>> result = new TreeMap<>();
        for (ImageFile image : files.images()) {
            if (!image.rollback()) {
                result.computeIfAbsent(image.txid(), txid -> new ArrayList<>()).add(image);
            }
        }
        return result;
    }
}
