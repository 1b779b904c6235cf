package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Makes storage directories of the lists in a configuration. One directory under two names (links, {@code ..}) is one
 * directory, called by the name that stands first; as in HDFS, naming it twice is worth a warning and no more. One within
 * another is refused: what empties or moves the outer one would take the inner one along. Single use, one thread.
 */
public final class ConfiguredDirectories {
    private final UnaryOperator<Path> realPath;
    private final Consumer<String> warning;
    /** By real path: the name to call it by. */
    private final Map<Path, Path> names = new LinkedHashMap<>();

    /**
     * @param disk by which links are followed
     * @param warning is told of each directory named twice, in a sentence
     */
    public ConfiguredDirectories(Disk disk, Consumer<String> warning) {
        this(disk::realPath, warning);
    }

    ConfiguredDirectories(UnaryOperator<Path> realPath, Consumer<String> warning) {
        this.realPath = realPath;
        this.warning = warning;
    }

    /**
     * The directories: those for images first, each in the order it was configured.
     *
     * @param requiredRoots those for edits without which nothing is acknowledged
     * @throws InconsistentStorageException if a list is empty, a directory lies within another, or a required one is not
     *     among those for edits
     */
    public List<StorageDirectory> of(List<Path> imageRoots, List<Path> editsRoots, List<Path> requiredRoots)
            throws InconsistentStorageException {
        Set<Path> images = distinct("image", imageRoots);
        Set<Path> edits = distinct("edits", editsRoots);
        refuseNested();
        Set<Path> required = new HashSet<>();
        for (Path root : requiredRoots) {
            Path real = realPath.apply(root);
            if (!edits.contains(real)) {
                throw new InconsistentStorageException("Directory " + root
                        + " of dfs.namenode.edits.dir.required is not" + " among the edits directories " + editsRoots);
            }
            required.add(real);
        }
        List<StorageDirectory> result = new ArrayList<>();
        names.forEach((real, name) -> result.add(new StorageDirectory(
                name, type(images.contains(real), edits.contains(real)), required.contains(real))));
        return result;
    }

    private static StorageDirectory.Type type(boolean images, boolean edits) {
        if (images && edits) {
            return StorageDirectory.Type.IMAGE_AND_EDITS;
        }
        return images ? StorageDirectory.Type.IMAGE : StorageDirectory.Type.EDITS;
    }

    /** The real paths of {@code roots}. */
    private Set<Path> distinct(String purpose, List<Path> roots) throws InconsistentStorageException {
        if (roots.isEmpty()) {
            throw new InconsistentStorageException("No " + purpose + " directory is configured");
        }
        Set<Path> result = new LinkedHashSet<>();
        for (Path root : roots) {
            Path name = root.toAbsolutePath().normalize();
            Path real = realPath.apply(name);
            if (!result.add(real)) {
                Path first = names.getOrDefault(real, real);
                warning.accept("Directory " + name + " is configured twice for " + purpose
                        + (first.equals(name) ? "" : ": it is the same as " + first)
                        + "; it is used once, so there is one copy less than there seem to be");
            }
            names.putIfAbsent(real, name);
        }
        return result;
    }

    private void refuseNested() throws InconsistentStorageException {
        for (Map.Entry<Path, Path> inner : names.entrySet()) {
            for (Map.Entry<Path, Path> outer : names.entrySet()) {
                if (inner != outer
                        && inner.getKey().startsWith(outer.getKey())
                        && !inner.getKey().equals(outer.getKey())) {
                    throw new InconsistentStorageException("Storage directory " + inner.getValue() + " lies within "
                            + outer.getValue() + ": what clears or moves the outer one would take the inner one along;"
                            + " configure directories that stand side by side");
                }
            }
        }
    }
}
