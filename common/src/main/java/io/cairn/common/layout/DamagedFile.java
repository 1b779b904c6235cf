package io.cairn.common.layout;

import io.cairn.common.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes a damaged image or segment out of the way without deleting it: renamed with {@code .corrupt} behind its name, so
 * that it is neither loaded, nor served, nor counted by retention. Stateless.
 */
public final class DamagedFile {
    private DamagedFile() {}

    /**
     * Renames {@code file} and the sidecars that belong to it. Durable on return; after a crash the file has one of the
     * two names.
     *
     * @return the new name of the file; one that is free, so that what was set aside before stays
     */
    public static Path setAside(Disk disk, Path file) throws IOException {
        Path aside = renameAside(disk, file);
        for (String ending : List.of(FileNames.MD5_ENDING, FileNames.DIGEST_ENDING)) {
            Path sidecar = file.resolveSibling(file.getFileName() + ending);
            if (disk.exists(sidecar)) {
                renameAside(disk, sidecar);
            }
        }
        Path directory = file.getParent();
        if (directory != null) {
            disk.forceDirectory(directory);
        }
        return aside;
    }

    private static Path renameAside(Disk disk, Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + FileNames.DAMAGED_ENDING);
        for (int number = 2; disk.exists(aside); number++) {
            aside = file.resolveSibling(file.getFileName() + FileNames.DAMAGED_ENDING + "." + number);
        }
        disk.rename(file, aside);
        return aside;
    }
}
