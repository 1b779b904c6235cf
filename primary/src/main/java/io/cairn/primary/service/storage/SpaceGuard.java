package io.cairn.primary.service.storage;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.primary.service.SafeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the edit log and RocksDB from filling their disks to the last byte: warns first, then enters safe mode, and
 * leaves it when there is room again, unless an operator entered it too. Which volumes count is as in HDFS: those of
 * required edits directories and those named in the configuration must each have room, of the other edits directories'
 * at least so many. A directory out of service counts as full: the room on its disk helps nobody. Volumes that hold
 * nothing but images only warn. Thread-safe: one look at a time under a lock; the last one is read without.
 */
public final class SpaceGuard {
    private static final Logger LOG = LoggerFactory.getLogger(SpaceGuard.class);

    private final Disk disk;
    private final List<StorageDirectory> directories;
    private final SpaceSettings settings;
    private final SafeMode safeMode;
    private final InstantSource clock;
    private final Object lock = new Object();
    private volatile List<Volume> volumes = List.of();

    /** How full a volume is. */
    public enum Level {
        PLENTY,
        /** Less than {@code cairn.resource.du.warn}. */
        WARNING,
        /** Less than {@code dfs.namenode.resource.du.reserved}, or it cannot be told. */
        FULL
    }

    /**
     * A volume at the last look. Immutable.
     *
     * @param name of the file system
     * @param path a directory on it
     * @param usableBytes bytes free for us; −1 if that cannot be told
     */
    public record Volume(String name, Path path, long usableBytes, Level level) {}

    /**
     * A volume and what it is needed for.
     *
     * @param edits it has an edits directory that is not required
     * @param required it may not be full
     */
    private record Look(Volume volume, boolean edits, boolean required) {
        Look and(Look other) {
            return new Look(volume, edits || other.edits, required || other.required);
        }

        boolean isFull() {
            return volume.level() == Level.FULL;
        }
    }

    SpaceGuard(
            Disk disk,
            List<StorageDirectory> directories,
            SpaceSettings settings,
            SafeMode safeMode,
            InstantSource clock) {
        this.disk = disk;
        this.directories = List.copyOf(directories);
        this.settings = settings;
        this.safeMode = safeMode;
        this.clock = clock;
    }

    /** The volumes as the last look found them. */
    public List<Volume> volumes() {
        return volumes;
    }

    /** Looks at all volumes, and enters or leaves safe mode accordingly. */
    void look() {
        synchronized (lock) {
            Collection<Look> looks = looks().values();
            List<Volume> now = looks.stream().map(Look::volume).toList();
            tellChanges(now);
            volumes = now;
            List<String> shortages = shortages(looks);
            if (shortages.isEmpty()) {
                leave();
            } else {
                enter(String.join("; ", shortages));
            }
        }
    }

    private Map<String, Look> looks() {
        Map<String, Look> looks = new LinkedHashMap<>();
        for (StorageDirectory directory : directories) {
            if (directory.inService()) {
                boolean edits = directory.holdsEdits();
                add(looks, directory.root(), edits && !directory.isRequired(), edits && directory.isRequired());
            }
        }
        for (Path path : settings.furtherVolumes()) {
            add(looks, path, false, true);
        }
        return looks;
    }

    private void add(Map<String, Look> looks, Path path, boolean edits, boolean required) {
        Volume volume = volume(path);
        looks.merge(volume.name(), new Look(volume, edits, required), Look::and);
    }

    private Volume volume(Path path) {
        try {
            long usable = disk.usableBytes(path);
            return new Volume(disk.fileSystem(path), path, usable, level(usable));
        } catch (IOException e) {
            LOG.warn("The free space of {} cannot be told, so it counts as full: {}", path, e.getMessage());
            return new Volume(path.toString(), path, -1, Level.FULL);
        }
    }

    private Level level(long usableBytes) {
        if (usableBytes < settings.reservedBytes()) {
            return Level.FULL;
        }
        return usableBytes < settings.warnBytes() ? Level.WARNING : Level.PLENTY;
    }

    /** Why there is too little room, in HDFS's words; empty if there is enough. */
    private List<String> shortages(Collection<Look> looks) {
        List<String> shortages = new ArrayList<>();
        long withRoom = 0;
        boolean requiredFull = false;
        for (Look look : looks) {
            if (look.isFull() && (look.edits() || look.required())) {
                shortages.add(words(look.volume()));
            }
            requiredFull |= look.isFull() && look.required();
            withRoom += look.edits() && !look.isFull() ? 1 : 0;
        }
        boolean others = directories.stream().anyMatch(directory -> directory.holdsEdits() && !directory.isRequired());
        boolean tooFew = others && withRoom < neededOf(looks);
        if (tooFew && shortages.isEmpty()) {
            shortages.add(withRoom + " volumes of edits directories are in service, at least " + settings.volumesMin()
                    + " are needed (dfs.namenode.resource.checked.volumes.minimum)");
        }
        return requiredFull || tooFew ? shortages : List.of();
    }

    /** Where each volume of edits directories is required for another reason, that is all there is to ask for. */
    private long neededOf(Collection<Look> looks) {
        boolean allRequired = looks.stream().anyMatch(Look::required)
                && looks.stream().noneMatch(look -> look.edits() && !look.required());
        return allRequired ? 0 : settings.volumesMin();
    }

    private String words(Volume volume) {
        return volume.usableBytes() < 0
                ? "Space available on volume '" + volume.name() + "' cannot be told"
                : "Space available on volume '" + volume.name() + "' is " + volume.usableBytes()
                        + ", which is below the configured reserved amount " + settings.reservedBytes();
    }

    private void tellChanges(List<Volume> now) {
        Map<String, Level> before = new LinkedHashMap<>();
        volumes.forEach(volume -> before.put(volume.name(), volume.level()));
        for (Volume volume : now) {
            Level was = before.getOrDefault(volume.name(), Level.PLENTY);
            if (volume.level() == Level.PLENTY && was != Level.PLENTY) {
                LOG.info("Space available on volume '{}' is {} again", volume.name(), volume.usableBytes());
            } else if (volume.level().compareTo(was) > 0) {
                LOG.warn(
                        "Space available on volume '{}' ({}) is {}: safe mode begins below {}",
                        volume.name(),
                        volume.path(),
                        volume.usableBytes(),
                        settings.reservedBytes());
            }
        }
    }

    private void enter(String detail) {
        if (safeMode.enter(SafeMode.Reason.LOW_SPACE, clock.instant(), detail)) {
            LOG.error("NameNode low on available disk space. Entering safe mode. {}", detail);
        }
    }

    private void leave() {
        if (safeMode.leave(SafeMode.Reason.LOW_SPACE)) {
            LOG.info("NameNode has sufficient available resources: {}", safeMode.words());
        }
    }
}
