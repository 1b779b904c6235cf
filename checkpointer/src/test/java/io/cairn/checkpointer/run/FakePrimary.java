package io.cairn.checkpointer.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.codec.edits.EditEncoder;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.op.Edit;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.EndLogSegmentOp;
import io.cairn.common.op.MkdirOp;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.replay.ImageSaver;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.testkit.MemoryFile;
import io.cairn.common.testkit.MemorySource;
import io.cairn.common.testkit.NaiveModel;
import io.cairn.common.testkit.NamespaceDump;
import io.cairn.common.testkit.RandomHistory;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.OfferAnswer;
import io.cairn.common.transfer.OpenSegmentAnswer;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.RestoreMark;
import io.cairn.common.transfer.RollSignature;
import io.cairn.common.transfer.TransferProtocol;
import io.cairn.common.transfer.WireStorageInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A primary that keeps its files in maps and speaks the checkpoint protocol on a free port. Its namespace lives in a
 * {@link HeapStore}, so what an upload should hold is known.
 */
public final class FakePrimary implements AutoCloseable {
    final TreeMap<Long, byte[]> images = new TreeMap<>();
    final List<String> calls = new ArrayList<>();
    StorageInfo storage = new StorageInfo(LayoutVersion.CURRENT, 4711, "CID-fake", 1, "BP-1-127.0.0.1-1");
    /** Applied to each file on its way out. */
    UnaryOperator<byte[]> damage = UnaryOperator.identity();
    /** Answers uploads with 500 after taking them, as if the answer had been lost. */
    boolean losesAnswers;
    /** Does not keep what is uploaded. */
    boolean losesUploads;
    /** Answers with its last roll again, as if nothing but rolls had happened since. */
    boolean rollsNoMore;
    /** What happens just before it says how much of its open segment is durable. */
    Runnable beforeOpen = () -> {};
    /** The restore that it says it comes from. */
    @Nullable
    RestoreMark restore;

    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private HeapStore store = new HeapStore();
    private Namespace namespace;
    private RandomHistory history;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private List<Edit> open = new ArrayList<>();
    private long lastTxid;
    private long proven;

    private record Segment(long lastTxid, byte[] bytes) {}

    public FakePrimary(long seed) throws IOException {
        Namespace.format(store, NaiveModel.COUNTERS, NaiveModel.OWNER, NaiveModel.GROUP);
        namespace = new Namespace(store);
        namespace.commit(0);
        history = new RandomHistory(seed);
        images.put(0L, image());
        log(new StartLogSegmentOp());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Makes {@code count} changes. */
    public synchronized void change(int count) {
        for (int i = 0; i < count; i++) {
            log(history.next().op());
        }
    }

    /** Makes a directory, which the history does not know of. */
    synchronized void mkdir(String path) {
        long id = store.counters().lastInodeId() + 1;
        log(new MkdirOp(id, path, 1, new Permission("alice", "users", 0755), List.of(), List.of()));
    }

    /** Bytes of the finalised segment that begins there. */
    synchronized byte[] segment(long firstTxid) {
        return segments.get(firstTxid).bytes();
    }

    /** Answers with another one's files from now on, as a primary does that was restored. */
    synchronized void become(FakePrimary other) {
        images.clear();
        images.putAll(other.images);
        segments.clear();
        segments.putAll(other.segments);
        lastTxid = other.lastTxid;
        open = other.open;
        store = other.store;
        namespace = other.namespace;
        history = other.history;
        restore = other.restore;
        proven = other.proven;
    }

    /** Saves an image by itself, as a start does: one that no checkpointer has sent. */
    synchronized void save() throws IOException {
        roll();
        log(new EndLogSegmentOp());
        segments.put(open.get(0).txid(), new Segment(lastTxid, openBytes()));
        images.put(lastTxid, image());
        open = new ArrayList<>();
        log(new StartLogSegmentOp());
    }

    /** Says from now on that it was restored to {@code txid}, by the {@code number}th restore. */
    synchronized void restored(int number, long txid) {
        restore = new RestoreMark(Instant.ofEpochSecond(1_700_000_000L + number).toString(), txid);
    }

    synchronized long lastTxid() {
        return lastTxid;
    }

    synchronized String dump() {
        return NamespaceDump.of(store);
    }

    static String dumpOf(byte[] image) throws IOException {
        try (HeapStore loaded = new HeapStore()) {
            ImageLoader.load(new MemorySource(image), loaded, count -> {});
            return NamespaceDump.of(loaded);
        }
    }

    private byte[] image() throws IOException {
        MemoryFile file = new MemoryFile();
        ImageSaver.write(store, file, ImageForm.plain(LayoutVersion.CURRENT));
        return file.bytes();
    }

    private void log(EditOp op) {
        Edit edit = new Edit(++lastTxid, op);
        namespace.apply(edit);
        namespace.commit(lastTxid);
        open.add(edit);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            calls.add(exchange.getRequestMethod() + " " + uri.getPath()
                    + (uri.getQuery() != null && uri.getQuery().startsWith("getimage") ? " image" : ""));
            Map<String, String> query = query(uri);
            switch (uri.getPath()) {
                case TransferProtocol.STATUS -> answer(exchange, status());
                case TransferProtocol.ROLL -> answer(exchange, roll());
                case TransferProtocol.OFFER -> answer(exchange, new OfferAnswer("1"));
                case TransferProtocol.OPEN -> {
                    beforeOpen.run();
                    boolean rolled = Long.parseLong(query.get("startTxId"))
                            != open.get(0).txid();
                    open(exchange, rolled ? 0 : Integer.parseInt(query.get("fromByte")));
                }
                case TransferProtocol.EDITS -> answer(exchange, manifest(Long.parseLong(query.get("since"))));
                default -> {
                    if (exchange.getRequestMethod().equals("PUT")) {
                        take(exchange, query);
                    } else {
                        serve(exchange, query);
                    }
                }
            }
        }
    }

    private PrimaryStatus status() {
        return new PrimaryStatus(
                wire(), lastTxid, lastTxid, open.get(0).txid(), images.lastKey(), false, 0, null, proven, restore);
    }

    synchronized RollSignature roll() {
        if (rollsNoMore) {
            return signature();
        }
        log(new EndLogSegmentOp());
        segments.put(open.get(0).txid(), new Segment(lastTxid, openBytes()));
        open = new ArrayList<>();
        log(new StartLogSegmentOp());
        return signature();
    }

    private RollSignature signature() {
        return new RollSignature(
                wire(), images.lastKey(), lastTxid, store.digest().toString());
    }

    /** The open segment as it would be on disk, without padding. */
    private byte[] openBytes() {
        EditEncoder encoder = new EditEncoder(LayoutVersion.CURRENT);
        ByteWriter out = new ByteWriter();
        encoder.header(out);
        open.forEach(edit -> encoder.encode(edit.txid(), edit.op(), out));
        MemoryFile file = new MemoryFile();
        try {
            out.writeTo(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.bytes();
    }

    private void open(HttpExchange exchange, int fromByte) throws IOException {
        byte[] bytes = openBytes();
        if (fromByte > bytes.length) {
            exchange.sendResponseHeaders(409, -1);
            return;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, fromByte);
        answer(
                exchange,
                new OpenSegmentAnswer(
                        open.get(0).txid(),
                        lastTxid,
                        bytes.length,
                        String.format(Locale.ROOT, "%08x", crc.getValue())));
    }

    private EditsManifest manifest(long since) {
        List<EditsManifest.Segment> list = new ArrayList<>();
        segments.tailMap(since, true).forEach((first, segment) -> {
            CRC32C crc = new CRC32C();
            crc.update(segment.bytes());
            list.add(new EditsManifest.Segment(
                    first,
                    segment.lastTxid(),
                    segment.bytes().length,
                    String.format(Locale.ROOT, "%08x", crc.getValue())));
        });
        return new EditsManifest(list);
    }

    private void serve(HttpExchange exchange, Map<String, String> query) throws IOException {
        boolean image = query.containsKey("getimage");
        byte[] file = image
                ? images.get(Long.parseLong(query.get("txid")))
                : query.containsKey("inProgressOk")
                        ? Arrays.copyOfRange(
                                openBytes(),
                                Integer.parseInt(query.get("fromByte")),
                                Integer.parseInt(query.get("toByte")))
                        : segments.get(Long.parseLong(query.get("startTxId"))).bytes();
        if (image) {
            exchange.getResponseHeaders().set(TransferProtocol.MD5_HEADER, md5(file));
        }
        byte[] sent = damage.apply(file);
        exchange.sendResponseHeaders(200, sent.length);
        exchange.getResponseBody().write(sent);
    }

    private void take(HttpExchange exchange, Map<String, String> query) throws IOException {
        byte[] file = exchange.getRequestBody().readAllBytes();
        long txid = Long.parseLong(query.get("txid"));
        boolean whole = file.length == Long.parseLong(query.get("File-Length"))
                && md5(file).equals(exchange.getRequestHeaders().getFirst(TransferProtocol.MD5_HEADER))
                && storage.wireText().equals(query.get("storageInfo"));
        int status = !whole ? 410 : txid <= images.lastKey() ? 409 : losesAnswers ? 500 : 200;
        if (whole && txid > images.lastKey() && !losesUploads) {
            images.put(txid, file);
            proven = txid;
        }
        exchange.sendResponseHeaders(status, -1);
    }

    private WireStorageInfo wire() {
        return new WireStorageInfo(
                storage.layoutVersion().value(),
                storage.namespaceId(),
                storage.clusterId(),
                storage.cTime(),
                storage.blockPoolId());
    }

    private void answer(HttpExchange exchange, Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        if (uri.getQuery() != null) {
            for (String pair : uri.getQuery().split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return query;
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
