package io.cairn.primary.service.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How free space is watched. Immutable.
 *
 * @param reservedBytes {@code dfs.namenode.resource.du.reserved}: a volume with less counts as full
 * @param warnBytes {@code cairn.resource.du.warn}: a volume with less is worth a warning
 * @param volumesMin {@code dfs.namenode.resource.checked.volumes.minimum}: volumes of edits directories that must not be
 *     full; those of required directories never may
 * @param furtherVolumes {@code dfs.namenode.resource.checked.volumes} and RocksDB's directory: directories whose volumes may
 *     not be full either
 * @param interval {@code dfs.namenode.resource.check.interval}: time between two looks
 */
public record SpaceSettings(
        long reservedBytes, long warnBytes, int volumesMin, List<Path> furtherVolumes, Duration interval) {
    public SpaceSettings {
        furtherVolumes = List.copyOf(furtherVolumes);
        if (reservedBytes < 0 || warnBytes < 0 || volumesMin < 1 || interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("Not settings for free space: " + reservedBytes + " bytes reserved, "
                    + warnBytes + " to warn at, " + volumesMin + " volumes, every " + interval);
        }
    }
}
