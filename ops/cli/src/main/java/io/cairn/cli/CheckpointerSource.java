package io.cairn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.Crc32cSink;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.TxRange;
import io.cairn.common.restore.DamagedSourceException;
import io.cairn.common.restore.LastSeen;
import io.cairn.common.restore.RestoreRefusedException;
import io.cairn.common.restore.RestoreSource;
import io.cairn.common.restore.SourceCatalog;
import io.cairn.common.restore.SourceImage;
import io.cairn.common.restore.SourceSegment;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.ImageList;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.transfer.TransferProtocol;
import io.cairn.common.transfer.WireStorageInfo;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a running checkpointer holds, over HTTP. Single use, one thread. */
final class CheckpointerSource implements RestoreSource {
    private static final String STATUS = "/checkpointer/status";

    private final TransferClient http;
    private final InstantSource clock;
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private final Map<Long, byte[]> md5s = new HashMap<>();
    private final Map<TxRange, EditsManifest.Segment> segments = new HashMap<>();
    private String storageInfo = "";

    /** @param clock tells, for display, when the checkpointer last saw the primary */
    CheckpointerSource(TransferClient http, InstantSource clock) {
        this.http = http;
        this.clock = clock;
    }

    @Override
    public String name() {
        return http.base().toString();
    }

    @Override
    public SourceCatalog catalog() throws IOException {
        try {
            return listed();
        } catch (IllegalArgumentException e) {
            throw noCheckpointer(TransferProtocol.IMAGES, String.valueOf(e.getMessage()));
        }
    }

    /** @throws IllegalArgumentException if a value cannot be */
    private SourceCatalog listed() throws IOException {
        ImageList list = get(TransferProtocol.IMAGES, ImageList.class);
        StorageInfo info = storageInfo(list.storageInfo());
        storageInfo = info.wireText();
        List<SourceImage> images = list.images().stream()
                .filter(image -> image.md5() != null)
                .map(this::image)
                .toList();
        addSegments(0);
        for (SourceImage image : images) {
            addSegments(image.txid() + 1);
        }
        List<SourceSegment> found = segments.entrySet().stream()
                .map(entry -> new SourceSegment(entry.getKey(), entry.getValue().length()))
                .collect(Collectors.toList());
        return new SourceCatalog(info, images, found, lastSeen());
    }

    private StorageInfo storageInfo(@Nullable WireStorageInfo wire) throws RestoreRefusedException {
        if (wire == null || wire.clusterId() == null || wire.blockPoolId() == null) {
            throw noCheckpointer(TransferProtocol.IMAGES, "it names no identity of a namespace");
        }
        return new StorageInfo(
                new LayoutVersion(wire.layoutVersion()),
                wire.namespaceId(),
                wire.clusterId(),
                wire.cTime(),
                wire.blockPoolId());
    }

    private SourceImage image(ImageList.Image image) {
        String md5 = image.md5();
        if (md5 != null) {
            md5s.put(image.txid(), HexFormat.of().parseHex(md5));
        }
        return new SourceImage(
                image.txid(), image.bytes(), Optional.ofNullable(image.digest()).map(NamespaceDigest::parse));
    }

    private void addSegments(long sinceTxid) throws IOException {
        String query = TransferProtocol.EDITS + "?" + TransferProtocol.SINCE + "=" + sinceTxid;
        for (EditsManifest.Segment segment : get(query, EditsManifest.class).segments()) {
            segments.put(new TxRange(segment.firstTxid(), segment.lastTxid()), segment);
        }
    }

    /**
     * How far the primary was on its disks, as the checkpointer last saw; empty if it cannot say. What was only written may
     * never have come to a disk: where directories end before it, they miss nothing.
     */
    private Optional<LastSeen> lastSeen() throws IOException {
        TransferClient.Answer answer = reached(() -> http.call("GET", STATUS));
        if (answer.status() != 200) {
            return Optional.empty();
        }
        JsonNode status = parse(STATUS, answer.text(), JsonNode.class);
        long txid = status.findPath("txids").path("durable").asLong(-1);
        long agoMillis = status.findPath("loss").path("asOfMillis").asLong(-1);
        Optional<Instant> at =
                agoMillis < 0 ? Optional.empty() : Optional.of(clock.instant().minusMillis(agoMillis));
        return txid < 0 ? Optional.empty() : Optional.of(new LastSeen(txid, at));
    }

    @Override
    public byte[] image(SourceImage image, ByteSink sink) throws IOException {
        String query = TransferProtocol.GET_IMAGE + "=1&" + TransferProtocol.TXID + "=" + image.txid();
        fetch(query, sink);
        return md5s.getOrDefault(image.txid(), new byte[0]);
    }

    @Override
    public void segment(SourceSegment segment, ByteSink sink) throws IOException {
        EditsManifest.Segment expected = segments.get(segment.range());
        if (expected == null) {
            throw new IllegalStateException("Not in the manifest: " + segment.range());
        }
        Crc32cSink checked = new Crc32cSink(sink);
        fetch(
                TransferProtocol.GET_EDIT + "=1&" + TransferProtocol.START_TXID + "=" + segment.firstTxid() + "&"
                        + TransferProtocol.END_TXID + "=" + segment.lastTxid(),
                checked);
        String found = checked.crc32c();
        if (!found.equals(expected.crc32c()) || checked.position() != expected.length()) {
            throw new DamagedSourceException("Transactions " + segment.firstTxid() + " to " + segment.lastTxid()
                    + " from " + name() + ": expected " + expected.length() + " bytes with CRC-32C "
                    + expected.crc32c() + ", found " + checked.position() + " with " + found);
        }
    }

    private void fetch(String query, ByteSink sink) throws IOException {
        String path = TransferProtocol.IMAGE_TRANSFER + "?" + query + "&" + TransferProtocol.STORAGE_INFO + "="
                + URLEncoder.encode(storageInfo, StandardCharsets.UTF_8);
        TransferClient.Received received = reached(() -> http.download(path, sink));
        if (received.status() != 200) {
            throw refused(path, received.status(), received.refusal());
        }
    }

    /** {@inheritDoc} It is looked at when it is fetched. */
    @Override
    public void check(SourceSegment segment, long lastTxid) {}

    @Override
    public Optional<Path> file(SourceSegment segment) {
        return Optional.empty();
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    private <T> T get(String path, Class<T> type) throws IOException {
        TransferClient.Answer answer = reached(() -> http.call("GET", path));
        if (answer.status() != 200) {
            throw refused(path, answer.status(), answer.text());
        }
        return parse(path, answer.text(), type);
    }

    private <T> T parse(String path, String text, Class<T> type) throws IOException {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw noCheckpointer(path, e.getOriginalMessage());
        }
    }

    private RestoreRefusedException noCheckpointer(String path, String why) {
        return new RestoreRefusedException(
                name() + path + " does not answer as a checkpointer does: " + why,
                "is it another program's port? The checkpointer's is dfs.namenode.secondary.http-address");
    }

    /** A call over the network. */
    @FunctionalInterface
    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T reached(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (IOException e) {
            if (CheckpointerClient.isRefused(e)) {
                throw new RestoreRefusedException(
                        "No checkpointer answers at " + name(),
                        "start it, or do without it: --from takes its directory (dfs.namenode.checkpoint.dir), a copy of"
                                + " that, or an archive that cairn backup made");
            }
            throw e;
        }
    }

    private IOException refused(String path, int status, String text) {
        return new IOException(name() + path + ": status " + status + (text.isBlank() ? "" : ": " + text.strip()));
    }

    @Override
    public void close() {}
}
