package io.cairn.primary.service.operator;

import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.replay.ImageSaver;
import io.cairn.common.replay.SavedImage;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.image.ImageForm;
import io.cairn.primary.service.checkpoint.ImageRoom;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves a namespace as an image into every directory for images, one after the other, each proven by reading it again.
 * Thread-safe: keeps nothing.
 */
public final class NamespaceImages {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceImages.class);

    private final Disk disk;
    private final NameDirectories directories;
    private final ImageCompression compression;
    private final InstantSource clock;
    private final ImageRoom room;

    /**
     * @param clock for the time that VERSION files tell
     * @param room shared with whoever else makes images
     */
    public NamespaceImages(
            Disk disk, NameDirectories directories, ImageCompression compression, InstantSource clock, ImageRoom room) {
        this.disk = disk;
        this.directories = directories;
        this.compression = compression;
        this.clock = clock;
        this.room = room;
    }

    /** Looks on while images are written. */
    public interface Watch {
        /** Nobody looks on. */
        Watch NONE = (directory, written) -> {};

        /**
         * So many bytes of the image in {@code directory} are written by now.
         *
         * @throws SaveCancelledException to end the save
         */
        void written(StorageDirectory directory, long bytes) throws SaveCancelledException;
    }

    /**
     * Saves {@code view}, makes unformatted directories whole and writes VERSION anew. A directory in which that fails is
     * taken out of service, unless it has no room, or it fails in all of them, which may just be full.
     *
     * @param view must not change meanwhile
     * @param imageBytes about how long the image will be; a directory without that room is left out
     * @return the image in the last directory, and in how many it is
     * @throws SaveCancelledException if the watch said so; no directory is blamed, those already done keep their image
     * @throws IOException if it could be saved in no directory; all stay in service
     */
    public Saved save(StoreView view, long imageBytes, Watch watch) throws IOException {
        StorageInfo info = directories.storageInfo();
        ImageForm plain = ImageForm.plain(info.layoutVersion());
        ImageForm form = new ImageForm(info.layoutVersion(), compression, plain.parts(), plain.partsFromInodes());
        Map<StorageDirectory, IOException> failed = new LinkedHashMap<>();
        Optional<SavedImage> saved = Optional.empty();
        int copies = 0;
        for (StorageDirectory directory : directories.all()) {
            if (!directory.inService() || (directory.holdsImages() && room.leavesOut(directory, imageBytes))) {
                continue;
            }
            try {
                directory.create(disk);
                if (directory.holdsImages()) {
                    saved = Optional.of(new ImageSaver(disk)
                            .save(view, directory.current(), form, bytes -> watch.written(directory, bytes)));
                    copies++;
                }
            } catch (SaveCancelledException e) {
                throw e;
            } catch (IOException e) {
                failed.put(directory, e);
            }
        }
        SavedImage image = saved.orElseThrow(() -> nowhere(failed.values()));
        failed.forEach((directory, cause) -> {
            if (!directory.holdsImages() || !room.leavesOut(directory, image.length())) {
                LOG.error("Image cannot be saved in {}: the directory is out of service", directory, cause);
                directory.takeOutOfService(cause);
            }
        });
        directories.writeVersions(info, clock.instant());
        return new Saved(image, copies);
    }

    private IOException nowhere(Collection<IOException> failures) {
        List<String> full = room.leftOut();
        IOException first = failures.stream()
                .findFirst()
                .orElseGet(() -> new IOException(full.isEmpty() ? "none is in service" : String.join("; ", full)));
        return new IOException("An image could be saved in no directory: " + first.getMessage(), first);
    }

    /**
     * What was saved. Immutable.
     *
     * @param copies directories that have it
     */
    public record Saved(SavedImage image, int copies) {}
}
