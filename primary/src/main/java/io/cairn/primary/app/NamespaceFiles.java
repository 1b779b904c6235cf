package io.cairn.primary.app;

import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;
import io.cairn.common.store.StoreView;
import io.cairn.primary.service.checkpoint.ImageRoom;
import io.cairn.primary.service.operator.NamespaceImages;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The image files of a primary that starts, and the saving of new ones (spec storage.md §2, step 8). Confined to its
 * thread.
 */
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

    /**
     * True if a directory lacks a finalised segment behind that image which another one has: it was out of service when
     * the segment was ended, and could not serve a start alone.
     */
    boolean someLackEdits(long imageTxid) throws IOException {
        Set<Set<TxRange>> different = new HashSet<>();
        for (StorageDirectory directory : directories.editsDirectories()) {
            different.add(DirInventory.scan(disk, directory.current()).finalized().stream()
                    .map(SegmentFile::range)
                    .filter(range -> range.lastTxid() > imageTxid)
                    .collect(Collectors.toSet()));
        }
        return different.size() > 1;
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
