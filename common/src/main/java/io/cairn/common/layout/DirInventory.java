package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the names in one {@code current/} directory say, at one moment. File contents are not looked at. Immutable.
 *
 * @param current the directory scanned
 * @param images images, rollback ones included, ascending by txid
 * @param finalized finalised segments, ascending by first, then last txid
 * @param inProgress unfinalised segments, ascending
 * @param setAside segments set aside, ascending by first txid
 * @param leftovers names of unfinished work: images being saved or received, downloads, temporary files
 * @param damagedImages images found damaged and set aside, ascending; they count for nothing, and nothing deletes them
 * @param sidecars MD5, digest and pin files, also those whose image is gone
 */
public record DirInventory(
        Path current,
        List<ImageFile> images,
        List<SegmentFile> finalized,
        List<StorageFileName> inProgress,
        List<StorageFileName> setAside,
        List<StorageFileName> leftovers,
        List<StorageFileName> damagedImages,
        List<StorageFileName> sidecars) {
    public DirInventory {
        images = List.copyOf(images);
        finalized = List.copyOf(finalized);
        inProgress = List.copyOf(inProgress);
        setAside = List.copyOf(setAside);
        leftovers = List.copyOf(leftovers);
        damagedImages = List.copyOf(damagedImages);
        sidecars = List.copyOf(sidecars);
    }

    /** Reads the names in {@code current} once. A missing directory is empty, one that cannot be looked at is an error. */
    public static DirInventory scan(Disk disk, Path current) throws IOException {
        return of(current, disk.isThere(current) ? disk.list(current) : List.of());
    }

    /** What {@code names} say of the directory {@code current}. */
    public static DirInventory of(Path current, List<String> names) {
        Lists lists = new Lists(current);
        for (String name : names) {
            FileNames.parse(name).ifPresent(lists::add);
        }
        return lists.inventory();
    }

    /** Txids of images that have a pin here. */
    public Set<Long> pinned() {
        return sidecars.stream()
                .filter(sidecar -> sidecar.name().endsWith(FileNames.PIN_ENDING))
                .map(StorageFileName::firstTxid)
                .collect(Collectors.toSet());
    }

    public Path path(StorageFileName file) {
        return current.resolve(file.name());
    }

    private static final class Lists {
        private final Path current;
        private final List<ImageFile> images = new ArrayList<>();
        private final List<SegmentFile> finalized = new ArrayList<>();
        private final List<StorageFileName> inProgress = new ArrayList<>();
        private final List<StorageFileName> setAside = new ArrayList<>();
        private final List<StorageFileName> leftovers = new ArrayList<>();
        private final List<StorageFileName> damagedImages = new ArrayList<>();
        private final List<StorageFileName> sidecars = new ArrayList<>();

        Lists(Path current) {
            this.current = current;
        }

        void add(StorageFileName file) {
            Path path = current.resolve(file.name());
            switch (file.kind()) {
                case IMAGE -> images.add(new ImageFile(path, file.firstTxid(), false));
                case ROLLBACK_IMAGE -> images.add(new ImageFile(path, file.firstTxid(), true));
                case FINALIZED -> finalized.add(new SegmentFile(path, new TxRange(file.firstTxid(), file.lastTxid())));
                case IN_PROGRESS -> inProgress.add(file);
                case SET_ASIDE -> setAside.add(file);
                case DAMAGED_IMAGE -> damagedImages.add(file);
                case SIDECAR -> sidecars.add(file);
                case CHECKPOINT_IMAGE, DOWNLOAD, TEMPORARY -> leftovers.add(file);
            }
        }

        DirInventory inventory() {
            images.sort(Comparator.comparingLong(ImageFile::txid).thenComparing(ImageFile::rollback));
            finalized.sort(Comparator.comparingLong(SegmentFile::firstTxid).thenComparingLong(SegmentFile::lastTxid));
            Comparator<StorageFileName> byTxid =
                    Comparator.comparingLong(StorageFileName::firstTxid).thenComparing(StorageFileName::name);
            inProgress.sort(byTxid);
            setAside.sort(byTxid);
            leftovers.sort(byTxid);
            damagedImages.sort(byTxid);
            sidecars.sort(byTxid);
            return new DirInventory(
                    current, images, finalized, inProgress, setAside, leftovers, damagedImages, sidecars);
        }
    }
}
