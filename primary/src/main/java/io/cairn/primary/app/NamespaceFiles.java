package io.cairn.primary.app;

import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.store.StoreView;
import io.cairn.primary.service.checkpoint.ImageRoom;
import io.cairn.primary.service.operator.NamespaceImages;
import java.io.IOException;
import java.time.InstantSource;

/** The image files of a primary that starts, and the saving of new ones (spec storage.md §2, step 8). Confined to its thread. */
final class NamespaceFiles {
    private final Disk disk;
    private final NameDirectories directories;

    NamespaceFiles(Disk disk, NameDirectories directories) {
        this.disk = disk;
        this.directories = directories;
    }

    /** When the image of {@code txid} was written, milliseconds since 1970; now if there is none. */
    long imageMtimeMillis(long txid, InstantSource clock) throws IOException {
        for (DirInventory inventory : directories.scan()) {
            for (ImageFile image : inventory.images()) {
                if (image.txid() == txid) {
                    return disk.mtimeMillis(image.path());
                }
            }
        }
        return clock.millis();
    }

    /** How long the image of {@code txid} is; 0 if there is none. */
    long imageBytes(long txid) throws IOException {
        for (DirInventory inventory : directories.scan()) {
            for (ImageFile image : inventory.images()) {
                if (image.txid() == txid) {
                    return disk.length(image.path());
                }
            }
        }
        return 0;
    }

    /**
     * Saves the namespace as an image into every directory for images that has room, and makes unformatted directories
     * whole.
     *
     * @param imageBytes about how long the image will be
     */
    void save(StoreView view, long imageBytes, ImageCompression compression, InstantSource clock, ImageRoom room)
            throws IOException {
        new NamespaceImages(disk, directories, compression, clock, room)
                .save(view, imageBytes, NamespaceImages.Watch.NONE);
    }
}
