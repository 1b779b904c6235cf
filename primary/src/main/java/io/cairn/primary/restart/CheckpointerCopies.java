package io.cairn.primary.restart;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.Crc32cSink;
import io.cairn.common.bytes.Md5Sink;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.DamagedFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.TxRange;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.transfer.TransferProtocol;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The copies of images and segments that the checkpointer of this namespace keeps. A file appears under its name only
 * when its checksum is the one announced and its content was re-read and is whole; one that was there is set aside, not
 * deleted. Confined to the thread that starts the primary.
 */
public final class CheckpointerCopies {
    private final Disk disk;
    private final StorageInfo info;
    private final TransferClient http;
    private final Calls calls;

    /** The checkpointer's calls that answer with something else than a file. */
    public interface Calls {
        PrimaryStatus status() throws IOException;

        /** Segments from {@code sinceTxid} on. */
        EditsManifest manifest(long sinceTxid) throws IOException;
    }

    /**
     * @param http fetches the files
     * @param info who we are; files of another namespace are not taken
     */
    public CheckpointerCopies(Disk disk, TransferClient http, Calls calls, StorageInfo info) {
        this.disk = disk;
        this.http = http;
        this.calls = calls;
        this.info = info;
    }

    /** Where the copies come from. */
    public URI address() {
        return http.base();
    }

    /** Last transaction of the newest image there. */
    long imageTxid() throws IOException {
        return calls.status().mostRecentImageTxid();
    }

    /** Segments there that follow each other from {@code sinceTxid} on, or from the first that begins later. */
    List<EditsManifest.Segment> segments(long sinceTxid) throws IOException {
        return calls.manifest(sinceTxid).segments();
    }

    /** Puts a segment of the checkpointer into the directory {@code current}; durable on return. */
    void fetch(EditsManifest.Segment segment, Path current) throws IOException {
        String name = FileNames.finalizedEdits(segment.firstTxid(), segment.lastTxid());
        String temporary = FileNames.downloadedEdits(segment.firstTxid(), segment.lastTxid(), 0);
        try (PendingFile file = PendingFile.begin(disk, current, temporary, name)) {
            Crc32cSink sink = new Crc32cSink(file.sink());
            download(
                    TransferProtocol.GET_EDIT + "=1&" + TransferProtocol.START_TXID + "=" + segment.firstTxid() + "&"
                            + TransferProtocol.END_TXID + "=" + segment.lastTxid(),
                    sink);
            if (sink.position() != segment.length() || !sink.crc32c().equals(segment.crc32c())) {
                throw new IOException(name + " from " + address() + ": expected " + segment.length()
                        + " bytes with CRC-32C " + segment.crc32c() + ", found " + sink.position() + " bytes with "
                        + sink.crc32c());
            }
            file.seal();
            SegmentProof.require(
                    disk,
                    file.temporary(),
                    new TxRange(segment.firstTxid(), segment.lastTxid()),
                    name + " from " + address());
            makeRoom(file.target());
            file.commit();
        }
    }

    /** Puts an image of the checkpointer into the directory {@code current}; durable on return. */
    void fetchImage(long txid, Path current) throws IOException {
        try (PendingFile file =
                PendingFile.begin(disk, current, FileNames.checkpointImage(txid), FileNames.image(txid))) {
            Md5Sink sink = new Md5Sink(file.sink());
            TransferClient.Received received =
                    download(TransferProtocol.GET_IMAGE + "=1&" + TransferProtocol.TXID + "=" + txid, sink);
            byte[] md5 = sink.md5();
            String found = HexFormat.of().formatHex(md5);
            String announced =
                    received.md5().map(text -> text.toLowerCase(Locale.ROOT)).orElse("none");
            if (!announced.equals(found)) {
                throw new IOException(FileNames.image(txid) + " from " + address() + ": expected MD5 " + announced
                        + ", found " + found);
            }
            file.seal();
            makeRoom(file.target());
            Md5Sidecar.write(disk, file.target(), md5);
            file.commit();
        }
    }

    private void makeRoom(Path target) throws IOException {
        if (disk.exists(target)) {
            DamagedFile.setAside(disk, target);
        }
    }

    private TransferClient.Received download(String query, ByteSink sink) throws IOException {
        String path = TransferProtocol.IMAGE_TRANSFER + "?" + query + "&" + TransferProtocol.STORAGE_INFO + "="
                + URLEncoder.encode(info.wireText(), StandardCharsets.UTF_8);
        TransferClient.Received received = http.download(path, sink);
        if (received.status() != 200) {
            throw refused(path, received.status(), received.refusal());
        }
        return received;
    }

    private IOException refused(String path, int status, String text) {
        return new IOException(address() + path + ": status " + status + (text.isBlank() ? "" : ": " + text.strip()));
    }
}
