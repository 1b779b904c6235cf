package io.cairn.cli;

import io.cairn.checkpointer.fetch.ImageFetch;
import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.checkpointer.fetch.SegmentFetch;
import io.cairn.checkpointer.fetch.StorageCheck;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.TransferClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a primary or a checkpointer would hand out to someone who has nothing: its newest image and the finalised edits
 * behind it, fetched into a directory of the same layout. Every file is compared with the checksum that the process names.
 * Thread-safe: keeps nothing.
 */
final class RemoteState {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Disk disk;
    private final URI url;

    RemoteState(Disk disk, URI url) {
        this.disk = disk;
        this.url = url;
    }

    /**
     * Fetches into {@code root}, which must exist and be empty.
     *
     * @param told is told what is being fetched
     * @return how the process stood before the first file was fetched
     */
    PrimaryStatus fetch(Path root, Consumer<String> told) throws IOException {
        PrimaryClient client = new PrimaryClient(new TransferClient(url, TIMEOUT, 0));
        PrimaryStatus status = client.status();
        StorageInfo info = StorageCheck.of(status.storageInfo(), url.toString());
        StorageDirectory directory = new StorageDirectory(root, StorageDirectory.Type.IMAGE_AND_EDITS);
        directory.create(disk);
        VersionFile.write(
                disk,
                directory.file(FileNames.VERSION),
                info,
                InstantSource.system().instant());
        told.accept("fetching image " + status.mostRecentImageTxid() + " from " + url);
        new ImageFetch(disk, client).fetch(status.mostRecentImageTxid(), info, directory);
        SegmentFetch segments = new SegmentFetch(disk, client, () -> List.of(directory), InstantSource.system());
        long since = status.mostRecentImageTxid() + 1;
        List<EditsManifest.Segment> manifest = client.manifest(since).segments();
        while (!manifest.isEmpty()) {
            for (EditsManifest.Segment segment : manifest) {
                told.accept("fetching edits " + segment.firstTxid() + " to " + segment.lastTxid() + " from " + url);
                segments.fetch(segment, info);
                since = segment.lastTxid() + 1;
            }
            manifest = client.manifest(since).segments();
        }
        return status;
    }
}
