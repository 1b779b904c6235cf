package io.cairn.checkpointer.run;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.Pin;
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

/**
 * Which images lie here, and how far the edits beside them lead. Thread-safe: looks at the directories anew each time.
 */
public final class HeldImages {
    private final Disk disk;
    private final HeldFiles files;
    private final Sidecars sidecars;

    public HeldImages(Disk disk, HeldFiles files) {
        this.disk = disk;
        this.files = files;
        this.sidecars = new Sidecars(disk);
    }

    /** The newest image that is whole: one with its MD5 file, and nothing damaged beside it. */
    public Optional<ImageFile> newest() throws IOException {
        for (List<ImageFile> copies : byTxid().descendingMap().values()) {
            Optional<ImageFile> whole = whole(copies);
            if (whole.isPresent()) {
                return whole;
            }
        }
        return Optional.empty();
    }

    /** Those copies of the image of that txid that are whole. */
    public List<ImageFile> wholeCopies(long txid) throws IOException {
        return byTxid().getOrDefault(txid, List.of()).stream()
                .filter(image -> sidecars.isWhole(image.path()))
                .toList();
    }

    /** The image of that txid that is whole: one with its MD5 file, and nothing damaged beside it. */
    public Optional<ImageFile> whole(long txid) throws IOException {
        return whole(byTxid().getOrDefault(txid, List.of()));
    }

    private Optional<ImageFile> whole(List<ImageFile> copies) {
        return copies.stream().filter(image -> sidecars.isWhole(image.path())).findFirst();
    }

    /** What the MD5 file of an image says, in hexadecimal; empty if it says nothing of use. */
    public Optional<String> md5(ImageFile image) {
        return sidecars.md5(image.path());
    }

    /** What the digest file of an image says; empty if there is none, or it says nothing of use. */
    public Optional<NamespaceDigest> digest(ImageFile image) {
        return sidecars.digest(image.path());
    }

    /** What is wrong with the small files beside the images, naming each; the images themselves are not read. */
    public List<String> faults() throws IOException {
        List<String> faults = new ArrayList<>();
        for (List<ImageFile> copies : byTxid().descendingMap().values()) {
            copies.forEach(image -> faults.addAll(sidecars.faults(image.path())));
        }
        return faults;
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

    /** One image; empty if there is none of that txid. */
    public Optional<ImageList.Image> find(long txid) throws IOException {
        List<ImageFile> copies = byTxid().getOrDefault(txid, List.of());
        return copies.isEmpty() ? Optional.empty() : Optional.of(describe(txid, copies, files.segments()));
    }

    private ImageList.Image describe(long txid, List<ImageFile> copies, List<SegmentFile> segments) throws IOException {
        ImageFile best = whole(copies).orElse(copies.get(0));
        return new ImageList.Image(
                txid,
                files.length(best.path()),
                md5(best).orElse(null),
                digest(best).map(NamespaceDigest::toString).orElse(null),
                mtimeMillis(best),
                copies.stream().anyMatch(image -> sidecars.isPinned(image.path())),
                copies.stream()
                        .flatMap(image -> sidecars.pin(image.path()).stream())
                        .findFirst()
                        .map(Pin::reason)
                        .orElse(null),
                leadTo(txid, segments),
                copies.stream()
                        .map(image -> String.valueOf(image.path().getParent()))
                        .toList());
    }

    /** One image, every copy of it read and compared with its MD5 file; empty if there is none of that txid. */
    public Optional<ImageList.Checked> check(long txid) throws IOException {
        Leases.Lease lease = files.hold(txid);
        try (lease) {
            List<ImageFile> copies = byTxid().getOrDefault(txid, List.of());
            if (copies.isEmpty()) {
                return Optional.empty();
            }
            List<String> faults = new ArrayList<>();
            for (ImageFile image : copies) {
                files.fault(image).ifPresent(faults::add);
            }
            return Optional.of(new ImageList.Checked(describe(txid, copies, files.segments()), faults));
        }
    }

    /**
     * Pins an image in every directory that has it, or changes its pin. Durable on return: no retention that looks from then
     * on removes the image, that of another process neither.
     *
     * @return false if there is no image of that txid, or another process has just removed it
     */
    public boolean pin(long txid, Pin pin) throws IOException {
        Leases.Lease lease = files.hold(txid);
        try (lease) {
            List<ImageFile> copies = byTxid().getOrDefault(txid, List.of());
            for (ImageFile image : copies) {
                pin.write(disk, image.path());
            }
            return copies.stream().anyMatch(image -> disk.exists(image.path()));
        }
    }

    /**
     * Takes the pin of an image away. Durable on return; the image goes when retention runs next, unless it is kept anyway.
     *
     * @return false if there is no image of that txid
     */
    public boolean unpin(long txid) throws IOException {
        List<ImageFile> copies = byTxid().getOrDefault(txid, List.of());
        for (ImageFile image : copies) {
            Pin.remove(disk, image.path());
        }
        return !copies.isEmpty();
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
