package io.cairn.primary.service.checkpoint;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.text.HumanUnits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which directories have room for an image. One without is left out of that image, with an alarm, and stays in service:
 * it goes on taking edits, which need little, and gets the next image that there is room for. Thread-safe: one lock around
 * what was found last.
 */
public final class ImageRoom {
    private static final Logger LOG = LoggerFactory.getLogger(ImageRoom.class);

    /** What must stay free beside the image, so that the edit log can go on. */
    private static final long RESERVE_BYTES = 16L << 20;

    private final Disk disk;
    private final Object lock = new Object();
    /** Directories that are left out; guarded by the lock. */
    private final Map<StorageDirectory, LeftOut> leftOut = new LinkedHashMap<>();

    /** @param failures how often the directory had failed; one that failed since is filled anew before it counts again */
    private record LeftOut(String why, int failures) {}

    public ImageRoom(Disk disk) {
        this.disk = disk;
    }

    /**
     * Those of {@code directories} that take an image of about that length; whose free space cannot be told is among them,
     * as writing there will show what is wrong.
     */
    public List<StorageDirectory> of(List<StorageDirectory> directories, long imageBytes) {
        List<StorageDirectory> roomy = new ArrayList<>();
        for (StorageDirectory directory : directories) {
            if (!leavesOut(directory, imageBytes)) {
                roomy.add(directory);
            }
        }
        return roomy;
    }

    /** True if there is no room for an image of that length in the directory; the alarm follows it. */
    public boolean leavesOut(StorageDirectory directory, long imageBytes) {
        Optional<String> shortage = shortage(directory, imageBytes);
        synchronized (lock) {
            LeftOut before = shortage.isPresent()
                    ? leftOut.put(directory, new LeftOut(shortage.get(), directory.failures()))
                    : leftOut.remove(directory);
            if (shortage.isPresent() && before == null) {
                LOG.error("Directory {} gets no image, but goes on taking edits: {}", directory, shortage.get());
            } else if (shortage.isEmpty() && before != null) {
                LOG.info("Directory {} has room for an image again", directory);
            }
        }
        return shortage.isPresent();
    }

    private Optional<String> shortage(StorageDirectory directory, long imageBytes) {
        try {
            long usable = disk.usableBytes(directory.current());
            return imageBytes <= usable - RESERVE_BYTES
                    ? Optional.empty()
                    : Optional.of("No room for an image of " + HumanUnits.bytes(imageBytes) + " in " + directory + ": "
                            + HumanUnits.bytes(usable) + " are free and " + HumanUnits.bytes(RESERVE_BYTES)
                            + " must stay so");
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Why directories were left out when last an image was made or offered, unless they have failed since. */
    public List<String> leftOut() {
        synchronized (lock) {
            return leftOut.entrySet().stream()
                    .filter(entry ->
                            entry.getKey().failures() == entry.getValue().failures())
                    .map(entry -> entry.getValue().why())
                    .toList();
        }
    }
}
