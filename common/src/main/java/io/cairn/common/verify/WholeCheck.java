package io.cairn.common.verify;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.TxRange;
import io.cairn.common.replay.MissingTransactionsException;
import io.cairn.common.replay.NoImageException;
import io.cairn.common.replay.RecoveryPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Checks what the files of all directories make together, as their names stood at one moment: whether the newest image is
 * everywhere, whether the edits lead on from it, and whether copies of a segment end where the others do. What is in the
 * segments was read before. Single use, one thread.
 */
final class WholeCheck {
    private final Disk disk;
    private final Map<Place, DirInventory> inventories;
    private final Map<Path, SegmentCheck.Facts> segments;
    private final Findings found = new Findings();
    private OptionalLong lastTxid = OptionalLong.empty();

    /**
     * @param inventories the names
     * @param segments what could be read in each of the segments; one that is not there counts as if it were not at all
     */
    WholeCheck(Disk disk, Map<Place, DirInventory> inventories, Map<Path, SegmentCheck.Facts> segments) {
        this.disk = disk;
        this.inventories = inventories;
        this.segments = segments;
    }

    /** Looks, and says what is wrong. */
    List<Finding> run() throws IOException {
        everyDirectoryHasTheNewestImage();
        edits();
        return found.kept();
    }

    /** Last transaction that image and edits bring back, if they bring back any and nothing up to there is missing. */
    OptionalLong lastTxid() {
        return lastTxid;
    }

    /** Every segment of every directory, as long as it can be read. */
    List<SegmentFile> readable() {
        List<SegmentFile> all = new ArrayList<>();
        inventories.values().forEach(inventory -> all.addAll(readable(inventory).finalized()));
        return all;
    }

    private void everyDirectoryHasTheNewestImage() {
        long newest = inventories.values().stream()
                .flatMap(inventory -> inventory.images().stream())
                .mapToLong(ImageFile::txid)
                .max()
                .orElse(-1);
        for (Map.Entry<Place, DirInventory> entry : inventories.entrySet()) {
            List<ImageFile> here = entry.getValue().images();
            if (!here.isEmpty() && here.stream().noneMatch(image -> image.txid() == newest)) {
                found.damage(
                        entry.getKey().current().toString(),
                        -1,
                        "the newest image is missing here",
                        FileNames.image(newest) + " as in the other directories",
                        "images up to " + here.get(here.size() - 1).txid(),
                        "the next checkpoint brings one into every directory: cairn checkpoint --wait");
            }
        }
    }

    private void edits() throws IOException {
        List<RecoveryPlan.Source> sources = new ArrayList<>();
        for (Map.Entry<Place, DirInventory> entry : inventories.entrySet()) {
            sources.add(new RecoveryPlan.Source(readable(entry.getValue()), seenTxid(entry.getKey())));
        }
        String next = inventories.keySet().iterator().next().restore();
        try {
            RecoveryPlan plan = RecoveryPlan.of(sources);
            lastTxid = OptionalLong.of(plan.lastTxid());
        } catch (NoImageException e) {
            found.damage(where(), -1, "there is no image", "fsimage_N", "none", next);
        } catch (MissingTransactionsException e) {
            for (TxRange range : e.missing()) {
                found.damage(
                        where(),
                        -1,
                        "transactions are missing",
                        range.firstTxid() + " to " + range.lastTxid() + " in a readable segment",
                        "none that has them",
                        next);
            }
        }
        tails();
        olderImages(sources);
    }

    /** As if every segment, also one being written, were as long as it can be read. */
    private DirInventory readable(DirInventory inventory) {
        List<SegmentFile> read = new ArrayList<>();
        inventory.finalized().forEach(segment -> add(read, segment.path()));
        inventory.inProgress().forEach(file -> add(read, inventory.path(file)));
        read.sort(Comparator.comparingLong(SegmentFile::firstTxid).thenComparingLong(SegmentFile::lastTxid));
        return new DirInventory(
                inventory.current(),
                inventory.images(),
                read,
                List.of(),
                inventory.setAside(),
                inventory.leftovers(),
                inventory.damagedImages(),
                inventory.sidecars());
    }

    private void add(List<SegmentFile> read, Path path) {
        SegmentCheck.Facts facts = segments.get(path);
        if (facts != null) {
            read.add(new SegmentFile(path, facts.range()));
        }
    }

    private long seenTxid(Place place) throws IOException {
        Path file = place.current().resolve(FileNames.SEEN_TXID);
        try {
            return SeenTxidFile.read(disk, file);
        } catch (CorruptStorageException e) {
            found.damage(
                    file.toString(),
                    -1,
                    String.valueOf(e.getMessage()),
                    "",
                    "",
                    "write the first transaction of the newest segment into it, as the other directories have it");
            return 0;
        }
    }

    /** Copies of one segment that end at different transactions. */
    private void tails() {
        Map<Long, SegmentFile> longest = new HashMap<>();
        List<SegmentFile> all = readable();
        for (SegmentFile segment : all) {
            longest.merge(segment.firstTxid(), segment, (a, b) -> a.lastTxid() >= b.lastTxid() ? a : b);
        }
        for (SegmentFile segment : all) {
            SegmentFile other = longest.get(segment.firstTxid());
            if (other != null && other.lastTxid() > segment.lastTxid()) {
                found.damage(
                        segment.path().toString(),
                        -1,
                        "ends before its copy " + other.path(),
                        "transactions up to " + other.lastTxid(),
                        "readable ones up to " + segment.lastTxid(),
                        "start the primary: it takes the copy that has more");
            }
        }
    }

    private void olderImages(List<RecoveryPlan.Source> sources) {
        TreeMap<Long, Path> images = new TreeMap<>();
        sources.forEach(source -> source.inventory().images().forEach(image -> images.put(image.txid(), image.path())));
        List<SegmentFile> all = new ArrayList<>();
        sources.forEach(source -> all.addAll(source.inventory().finalized()));
        Long before = null;
        for (Map.Entry<Long, Path> image : images.entrySet()) {
            if (before != null && !covers(all, before + 1, image.getKey())) {
                found.note(
                        image.getValue().toString(),
                        "the edits from image " + before
                                + " up to this one are not all there: should this image be lost,"
                                + " that one does not lead on");
            }
            before = image.getKey();
        }
    }

    /** True if {@code segments} hold every transaction from {@code first} to {@code last}, both included. */
    static boolean covers(List<SegmentFile> segments, long first, long last) {
        long needed = first;
        boolean more = true;
        while (needed <= last && more) {
            long at = needed;
            long end = segments.stream()
                    .filter(segment -> segment.range().contains(at))
                    .mapToLong(SegmentFile::lastTxid)
                    .max()
                    .orElse(-1);
            more = end >= needed;
            needed = end + 1;
        }
        return needed > last;
    }

    private String where() {
        StringBuilder text = new StringBuilder();
        for (Place place : inventories.keySet()) {
            text.append(text.length() == 0 ? "" : ", ").append(place.current());
        }
        return text.toString();
    }
}
