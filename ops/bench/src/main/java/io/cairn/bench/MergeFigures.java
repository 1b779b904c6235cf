package io.cairn.bench;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.replay.CheckpointMerge;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.store.image.ImageForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The merge of a checkpoint alone, without transfer, in this process: phases and peak resident memory. Run it with the
 * heap that is to be measured; {@code make DIR INODES EDITS} writes the input, {@code merge DIR CACHE_MIB OVERLAY_MIB}
 * measures one cold merge and deletes its result.
 */
public final class MergeFigures {
    private static final int UNIT_EDITS = 1000;

    private MergeFigures() {}

    public static void main(String[] arguments) throws IOException {
        Path current = Path.of(arguments[1], FileNames.CURRENT);
        Disk disk = new RealDisk();
        if (arguments[0].equals("make")) {
            new BenchInput(Long.parseLong(arguments[2]), Long.parseLong(arguments[3])).write(disk, current);
        } else {
            merge(disk, current, Long.parseLong(arguments[2]) << 20, Long.parseLong(arguments[3]) << 20);
        }
    }

    private static void merge(Disk disk, Path current, long cacheBytes, long overlayBytes) throws IOException {
        DirInventory inventory = DirInventory.scan(disk, current);
        Path image = inventory.images().get(0).path();
        List<SegmentFile> segments = inventory.finalized();
        long lastTxid = segments.get(segments.size() - 1).lastTxid();
        long start = System.nanoTime();
        new ImageLoader(disk).verify(image);
        long verified = System.nanoTime();
        CheckpointMerge.Result result = new CheckpointMerge(
                        disk, new CheckpointMerge.Limits(cacheBytes, overlayBytes, UNIT_EDITS), System::nanoTime)
                .run(image, segments, lastTxid, current, ImageForm.plain(LayoutVersion.CURRENT), txid -> {});
        long done = System.nanoTime();
        System.out.printf(
                "inodes %d, bytes %d, edits %d, passes %d%n"
                        + "verify %.2f s, index %.2f s, replay %.2f s, merge and re-read %.2f s, all %.2f s%n%s%n",
                result.image().inodeCount(),
                result.image().length(),
                result.editsReplayed(),
                result.passes(),
                (verified - start) / 1e9,
                result.indexing().toNanos() / 1e9,
                result.replaying().toNanos() / 1e9,
                result.saving().toNanos() / 1e9,
                (done - start) / 1e9,
                peak());
        disk.delete(result.image().path());
        disk.delete(Path.of(result.image().path() + FileNames.MD5_ENDING));
    }

    private static String peak() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM"))
                        .findFirst()
                        .orElse("")
                : "";
    }
}
