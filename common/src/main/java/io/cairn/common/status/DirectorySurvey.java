package io.cairn.common.status;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a process's directories at one moment: names, sizes and ages; no content is read. A directory that cannot
 * be listed is told as failed, and nothing else of it. Immutable.
 *
 * @param directories in the order configured
 * @param images newest first, each txid once
 * @param segments finalised ones
 */
public record DirectorySurvey(
        List<ProcessStatus.Directory> directories, List<ProcessStatus.Image> images, ProcessStatus.Segments segments) {
    private static final int MISSING_MAX = 10;

    public DirectorySurvey {
        directories = List.copyOf(directories);
        images = List.copyOf(images);
    }

    /**
     * Looks.
     *
     * @param failedSince when a directory failed, by its root
     * @param nowMillis wall clock, for the age of images
     */
    public static DirectorySurvey of(
            Disk disk, List<StorageDirectory> configured, Map<Path, Instant> failedSince, long nowMillis) {
        List<ProcessStatus.Directory> directories = new ArrayList<>();
        List<DirInventory> inventories = new ArrayList<>();
        for (StorageDirectory directory : configured) {
            directories.add(look(disk, directory, failedSince.get(directory.root()), inventories));
        }
        return new DirectorySurvey(directories, images(disk, inventories, nowMillis), segments(inventories));
    }

    private static ProcessStatus.Directory look(
            Disk disk, StorageDirectory directory, @Nullable Instant since, List<DirInventory> inventories) {
        String holds = directory.holdsImages() ? directory.holdsEdits() ? "images and edits" : "images" : "edits";
        String why = directory.fault().map(DirectorySurvey::words).orElse(null);
        if (why == null && !disk.exists(directory.root())) {
            why = "it does not exist; is its disk mounted?";
        }
        if (why == null) {
            try {
                inventories.add(DirInventory.scan(disk, directory.current()));
            } catch (IOException e) {
                why = words(e);
            }
        }
        return new ProcessStatus.Directory(
                directory.toString(),
                holds,
                directory.isRequired(),
                state(directory, why),
                why,
                why == null || since == null ? null : since.toString(),
                free(disk, directory));
    }

    private static String state(StorageDirectory directory, @Nullable String why) {
        if (directory.state() == StorageDirectory.State.RETURNING) {
            return ProcessStatus.Directory.RETURNING;
        }
        return why == null ? ProcessStatus.Directory.HEALTHY : ProcessStatus.Directory.FAILED;
    }

    private static String words(Throwable fault) {
        return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
    }

    private static long free(Disk disk, StorageDirectory directory) {
        try {
            return disk.usableBytes(directory.root());
        } catch (IOException e) {
            return -1;
        }
    }

    private static List<ProcessStatus.Image> images(Disk disk, List<DirInventory> inventories, long nowMillis) {
        Set<String> sidecars = new HashSet<>();
        for (DirInventory inventory : inventories) {
            inventory
                    .sidecars()
                    .forEach(file -> sidecars.add(inventory.path(file).toString()));
        }
        Map<Long, List<ImageFile>> byTxid = inventories.stream()
                .flatMap(inventory -> inventory.images().stream())
                .collect(Collectors.groupingBy(
                        ImageFile::txid, () -> new TreeMap<>(Comparator.reverseOrder()), Collectors.toList()));
        List<ProcessStatus.Image> images = new ArrayList<>();
        byTxid.forEach((txid, copies) -> images.add(image(disk, txid, copies, sidecars, nowMillis)));
        return images;
    }

    private static ProcessStatus.Image image(
            Disk disk, long txid, List<ImageFile> copies, Set<String> sidecars, long nowMillis) {
        long bytes = -1;
        long ageMillis = -1;
        try {
            bytes = disk.length(copies.get(0).path());
            ageMillis = Math.max(0, nowMillis - disk.mtimeMillis(copies.get(0).path()));
        } catch (IOException e) {
            // It went while we looked: its name is told, and nothing else.
        }
        return new ProcessStatus.Image(
                txid,
                bytes,
                ageMillis,
                copies.size(),
                copies.stream()
                        .allMatch(copy ->
                                sidecars.contains(FileNames.md5(copy.path().toString()))),
                copies.stream()
                        .anyMatch(copy -> sidecars.contains(copy.path()
                                .resolveSibling(FileNames.imageDigest(txid))
                                .toString())));
    }

    private static ProcessStatus.Segments segments(Collection<DirInventory> inventories) {
        List<SegmentFile> all = inventories.stream()
                .flatMap(inventory -> inventory.finalized().stream())
                .sorted(Comparator.comparingLong(SegmentFile::firstTxid).thenComparingLong(SegmentFile::lastTxid))
                .toList();
        if (all.isEmpty()) {
            return new ProcessStatus.Segments(0, -1, -1, List.of());
        }
        List<String> missing = new ArrayList<>();
        long first = all.get(0).firstTxid();
        long next = first;
        long start = -1;
        int count = 0;
        for (SegmentFile segment : all) {
            if (segment.firstTxid() > next && missing.size() < MISSING_MAX) {
                missing.add(next + "-" + (segment.firstTxid() - 1));
            }
            count += segment.firstTxid() == start ? 0 : 1;
            start = segment.firstTxid();
            next = Math.max(next, segment.lastTxid() + 1);
        }
        return new ProcessStatus.Segments(count, first, next - 1, missing);
    }
}
