package io.cairn.primary.restart;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;
import io.cairn.common.replay.ReadableEdits;
import io.cairn.common.replay.RecoveryPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The images and transactions that the directories hold, as far as they have not proven damaged. Names are believed until
 * a file was read. Confined to the thread that starts the primary.
 */
final class Holdings {
    private final Disk disk;
    private final NameDirectories directories;
    private final Map<StorageDirectory, Long> seenTxids = new LinkedHashMap<>();
    private final Map<ImageFile, String> damagedImages = new LinkedHashMap<>();
    private final Map<Path, DamagedSegment> damagedSegments = new LinkedHashMap<>();
    private Map<StorageDirectory, DirInventory> inventories = Map.of();
    private final long newestImageTxid;

    /**
     * A segment that turned out damaged. Immutable.
     *
     * @param readable what of it can be used, ascending
     */
    record DamagedSegment(SegmentFile segment, List<TxRange> readable, String why) {}

    /** @throws IOException if a directory cannot be read, or its {@code seen_txid} is no number */
    Holdings(Disk disk, NameDirectories directories) throws IOException {
        this.disk = disk;
        this.directories = directories;
        for (StorageDirectory directory : inService()) {
            seenTxids.put(directory, SeenTxidFile.read(disk, directory.file(FileNames.SEEN_TXID)));
        }
        rescan();
        newestImageTxid = allImages().stream().mapToLong(ImageFile::txid).max().orElse(-1);
    }

    /** Looks at the names again, after files were added or set aside. */
    void rescan() throws IOException {
        Map<StorageDirectory, DirInventory> found = new LinkedHashMap<>();
        for (StorageDirectory directory : inService()) {
            found.put(directory, DirInventory.scan(disk, directory.current()));
        }
        inventories = found;
    }

    private List<StorageDirectory> inService() {
        return directories.formatted().stream()
                .filter(StorageDirectory::inService)
                .toList();
    }

    /** Directories with what their names say, in the order configured. */
    Map<StorageDirectory, DirInventory> inventories() {
        return inventories;
    }

    /** The highest transaction that any directory knows of; what is brought back must reach it. */
    long lastTxid() {
        long last = Math.max(newestImageTxid, seenTxid());
        for (SegmentFile segment : segments()) {
            last = Math.max(last, segment.lastTxid());
        }
        return last;
    }

    /** The highest {@code seen_txid}. */
    long seenTxid() {
        return seenTxids.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    long seenTxid(StorageDirectory directory) {
        return seenTxids.getOrDefault(directory, 0L);
    }

    /** Last transaction of the newest image there was at first, sound or not; −1 without any. */
    long newestImageTxid() {
        return newestImageTxid;
    }

    /** Txids of images that are not known to be damaged, newest first. */
    List<Long> imageTxids() {
        return allImages().stream()
                .filter(image -> !damagedImages.containsKey(image))
                .map(ImageFile::txid)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** The copies of an image that are not known to be damaged. */
    List<ImageFile> images(long txid) {
        return allImages().stream()
                .filter(image -> image.txid() == txid && !damagedImages.containsKey(image))
                .toList();
    }

    private List<ImageFile> allImages() {
        return inventories.values().stream()
                .flatMap(inventory -> inventory.images().stream())
                .toList();
    }

    /** All finalised segments, damaged ones included. */
    List<SegmentFile> segments() {
        return inventories.values().stream()
                .flatMap(inventory -> inventory.finalized().stream())
                .toList();
    }

    /** Where the segment begins that should hold {@code txid}: elsewhere it begins there too. */
    long segmentStart(long txid) {
        return segments().stream()
                .filter(segment -> segment.range().contains(txid))
                .mapToLong(SegmentFile::firstTxid)
                .min()
                .orElse(txid);
    }

    /** Of the transactions {@code firstTxid} to {@code lastTxid} those that no segment has in readable form, ascending. */
    List<TxRange> missing(long firstTxid, long lastTxid) {
        List<SegmentFile> readable = new ArrayList<>();
        for (SegmentFile segment : segments()) {
            DamagedSegment damaged = damagedSegments.get(segment.path());
            if (damaged == null) {
                readable.add(segment);
            } else {
                damaged.readable().forEach(range -> readable.add(new SegmentFile(segment.path(), range)));
            }
        }
        return RecoveryPlan.missing(firstTxid, lastTxid, readable);
    }

    void imageDamaged(ImageFile image, String why) {
        damagedImages.put(image, why);
    }

    /** The image in {@code directory} was replaced by a sound one. */
    void imageReplaced(long txid, StorageDirectory directory) {
        damagedImages
                .keySet()
                .removeIf(image -> image.txid() == txid
                        && !image.rollback()
                        && image.path().startsWith(directory.current()));
    }

    /** Notes that {@code segment} could not be read at {@code txid}, and looks what else of it can be. */
    void segmentDamaged(SegmentFile segment, long txid, String why) {
        DamagedSegment before = damagedSegments.get(segment.path());
        List<TxRange> ranges = before == null ? ReadableEdits.of(disk, segment) : before.readable();
        damagedSegments.put(segment.path(), new DamagedSegment(segment, without(txid, ranges), why));
    }

    private static List<TxRange> without(long txid, List<TxRange> ranges) {
        List<TxRange> result = new ArrayList<>();
        for (TxRange range : ranges) {
            if (!range.contains(txid)) {
                result.add(range);
                continue;
            }
            if (range.firstTxid() < txid) {
                result.add(new TxRange(range.firstTxid(), txid - 1));
            }
            if (txid < range.lastTxid()) {
                result.add(new TxRange(txid + 1, range.lastTxid()));
            }
        }
        return result;
    }

    /** The file at {@code path} was replaced by a sound one. */
    void segmentReplaced(Path path) {
        damagedSegments.remove(path);
    }

    boolean isDamaged(Path segment) {
        return damagedSegments.containsKey(segment);
    }

    /** Images found damaged, with the reason. */
    Map<ImageFile, String> damagedImages() {
        return damagedImages;
    }

    /** Segments found damaged. */
    List<DamagedSegment> damagedSegments() {
        return List.copyOf(damagedSegments.values());
    }
}
