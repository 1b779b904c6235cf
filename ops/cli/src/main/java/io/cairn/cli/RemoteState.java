package io.cairn.cli;

import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.checkpointer.fetch.StorageCheck;
import io.cairn.common.bytes.Crc32cSink;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.verify.Findings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a primary or a checkpointer would hand out to someone who has nothing: its newest image and the finalised edits
 * behind it, fetched into a directory of the same layout. A file that is not what the process says it is lies there all the
 * same: an image beside the MD5 and the digest that were announced, and of segments the checksums are compared here.
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
     * @param findings is told of segments that are not what the process says of them
     * @return how the process stood before the first file was fetched
     * @throws IOException if the process does not answer, or does not hand out what it says it has
     */
    PrimaryStatus fetch(Path root, Consumer<String> told, Findings findings) throws IOException {
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
        image(client, status.mostRecentImageTxid(), info, directory);
        long since = status.mostRecentImageTxid() + 1;
        List<EditsManifest.Segment> manifest = client.manifest(since).segments();
        while (!manifest.isEmpty()) {
            for (EditsManifest.Segment segment : manifest) {
                told.accept("fetching edits " + segment.firstTxid() + " to " + segment.lastTxid() + " from " + url);
                segment(client, segment, info, directory, findings);
                since = segment.lastTxid() + 1;
            }
            manifest = client.manifest(since).segments();
        }
        return status;
    }

    private void image(PrimaryClient client, long txid, StorageInfo info, StorageDirectory directory)
            throws IOException {
        try (PendingFile file =
                PendingFile.begin(disk, directory.current(), FileNames.checkpointImage(txid), FileNames.image(txid))) {
            TransferClient.Received received = client.image(txid, info, file.sink());
            if (received.md5().isPresent()) {
                Md5Sidecar.write(disk, file.target(), announced(received.md5().get(), HexFormat.of()::parseHex));
            }
            if (received.digest().isPresent()) {
                DigestSidecar.write(
                        disk, file.target(), announced(received.digest().get(), NamespaceDigest::parse));
            }
            file.commit();
        }
    }

    private <T> T announced(String text, Function<String, T> parser) throws IOException {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(url + " names a checksum that is none: " + text, e);
        }
    }

    private void segment(
            PrimaryClient client,
            EditsManifest.Segment segment,
            StorageInfo info,
            StorageDirectory directory,
            Findings findings)
            throws IOException {
        String name = FileNames.finalizedEdits(segment.firstTxid(), segment.lastTxid());
        try (PendingFile file = PendingFile.begin(disk, directory.file(name))) {
            Crc32cSink sink = new Crc32cSink(file.sink());
            client.segment(segment.firstTxid(), segment.lastTxid(), info, sink);
            if (sink.position() != segment.length() || !sink.crc32c().equals(segment.crc32c())) {
                findings.damage(
                        file.target().toString(),
                        -1,
                        "is not what its list says",
                        segment.length() + " bytes with CRC-32C " + segment.crc32c(),
                        sink.position() + " bytes with " + sink.crc32c(),
                        "");
            }
            file.commit();
        }
    }
}
