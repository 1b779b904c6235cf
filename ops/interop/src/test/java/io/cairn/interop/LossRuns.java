package io.cairn.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.replay.EditReplayer;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.store.FactScan;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.hdfs.tools.offlineEditsViewer.OfflineEditsViewer;

/**
 * A checkpointer that lives on, and a primary that is killed and brought back from it again and again, each time in a way
 * that chance decides. <em>Confined to one thread.</em>
 */
final class LossRuns implements AutoCloseable {
    /** In so many of four runs the primary dies while it works. */
    private static final int UNDER_LOAD_OF_FOUR = 3;

    private static final long KILLED_WITHIN_NANOS = Duration.ofSeconds(2).toNanos();
    /** No more than that, or listing everything again and again takes longer than all the rest. */
    private static final int CHANGES_MAX = 300;

    private static final int DIRECTORIES_MAX = 3;
    private static final Pattern TXID = Pattern.compile("<TXID>(\\d+)</TXID>");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory;
    private final Random random;
    private final boolean tail;
    private final int primaryPort = FreePort.next();
    private final int checkpointerPort = FreePort.next();
    private final Path checkpoints;
    private final CairnProcess checkpointer;
    private List<Path> names;
    private CairnProcess primary;
    private SortedMap<String, String> present = new TreeMap<>();
    private int run;

    /** How the state is brought back. */
    enum From {
        URL,
        DIRECTORY,
        ARCHIVE,
        BY_HAND
    }

    /**
     * What one run did. Immutable.
     *
     * @param underLoad whether the primary died while it worked
     * @param lost transactions, as the dry run said, as the restore said, and as it was
     * @param changesLost acknowledged changes among them
     */
    record Outcome(
            int run,
            boolean tail,
            boolean underLoad,
            From from,
            int directories,
            String store,
            long reached,
            long lost,
            long changesLost) {}

    /** @param tail whether the checkpointer follows the primary between checkpoints */
    LossRuns(Path directory, Random random, boolean tail) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        this.random = random;
        this.tail = tail;
        this.checkpoints = directory.resolve("checkpoints");
        String configuration = configurePrimary();
        CairnCommand.output("format", configuration);
        primary = startPrimary(configuration);
        checkpointer = startCheckpointer();
        checkpoint();
    }

    private String configurePrimary() throws IOException {
        names = freshNames();
        return writePrimaryConfiguration(random.nextBoolean() ? "memory" : "rocksdb");
    }

    private List<Path> freshNames() {
        int count = 1 + random.nextInt(DIRECTORIES_MAX);
        return IntStream.range(0, count)
                .mapToObj(i -> directory.resolve("name-" + run + "-" + i))
                .toList();
    }

    private String writePrimaryConfiguration(String store) throws IOException {
        return Files.writeString(
                        directory.resolve("primary.yml"),
                        "dfs.namenode.name.dir: " + joined(names) + "\n"
                                + "dfs.namenode.http-address: 127.0.0.1:" + primaryPort + "\n"
                                + "namespace.backend.type: " + store + "\n"
                                + "logging: {level: INFO}\n")
                .toString();
    }

    private static String joined(List<Path> paths) {
        return String.join(",", paths.stream().map(Path::toString).toList());
    }

    private CairnProcess startPrimary(String configuration) throws IOException {
        return CairnProcess.start(directory.resolve("primary-" + run + ".log"), "primary", configuration)
                .awaitAnswer(URI.create("http://127.0.0.1:" + primaryPort + "/ready"));
    }

    private CairnProcess startCheckpointer() throws IOException {
        Path configuration = Files.writeString(
                directory.resolve("checkpointer.yml"),
                "cairn.primary.url: http://127.0.0.1:" + primaryPort + "\n"
                        + "dfs.namenode.secondary.http-address: 127.0.0.1:" + checkpointerPort + "\n"
                        + "dfs.namenode.checkpoint.dir: " + checkpoints + "\n"
                        + "dfs.ha.tail-edits.period: " + (tail ? "1s" : "0") + "\n"
                        + "logging: {level: INFO}\n");
        return CairnProcess.start(directory.resolve("checkpointer.log"), "checkpointer", configuration.toString())
                .awaitAnswer(URI.create(url() + "/checkpointer/status"));
    }

    private String url() {
        return "http://127.0.0.1:" + checkpointerPort;
    }

    private void checkpoint() {
        CairnCommand.output("checkpoint", "--force", "--wait", "--url", url());
    }

    /** Load, checkpoint or tail, load, kill -9, dry run, removal, restore, start; and everything compared. */
    Outcome run(From from, boolean startHadoopToo) throws Exception {
        run++;
        // A random of its own: how far it gets is not up to the seed.
        AckedOps ops = new AckedOps(primaryPort, new Random(random.nextLong()), "run-" + run, present);
        boolean underLoad = random.nextInt(4) < UNDER_LOAD_OF_FOUR;
        ops.change(random.nextInt(30));
        if (underLoad) {
            killUnderLoad(ops);
        } else {
            secure(ops);
            ops.change(random.nextInt(30));
            primary.kill();
        }

        long last = lastTransaction(names);
        assertTrue(last >= ops.durable(), last + " on disk, " + ops.durable() + " called durable");
        Path archive = from == From.ARCHIVE ? archive() : checkpoints;
        String source = from == From.URL ? url() : archive.toString();
        String dry = dryRun(source, names);
        long reached = Long.parseLong(value(dry, "reachesTxid"));
        long lost = Long.parseLong(value(dry, "transactions"));
        assertEquals("true", value(dry, "exact"), dry);
        assertEquals(last - reached, lost, dry);
        String digest = digestAt(reached, names);

        boolean removed = from == From.BY_HAND || random.nextInt(4) > 0;
        String store = random.nextBoolean() ? "memory" : "rocksdb";
        if (removed) {
            names.forEach(LossRuns::remove);
            names = freshNames();
            assertKnowsNoMoreThanItCan(dryRun(source, names), lost, from);
        }
        if (from == From.BY_HAND) {
            copyByHand();
        } else {
            String done = CairnCommand.output("restore", "--from", source, "--to", joined(names), "--yes", "--json");
            assertEquals("" + reached, value(done, "txid"), done);
            assertEquals(digest, value(done, "digest"), done);
        }
        for (Path name : names) {
            assertEquals(digest, digestAt(reached, List.of(name)), "run " + run + ", restored into " + name);
        }
        SortedMap<String, String> expected = ops.expected(reached);
        Set<String> unknown = ops.unknown(reached);
        if (startHadoopToo) {
            assertHadoopStarts(expected, unknown);
        }
        primary = startPrimary(writePrimaryConfiguration(store));
        present = AckedOps.list(primaryPort);
        assertEquals(text(expected, unknown), text(present, unknown), "run " + run);
        long more = AckedOps.lastWritten(primaryPort) - reached;
        assertTrue(more == 1 || more == 2, "the start begins a segment and may close one file, but " + more);
        return new Outcome(run, tail, underLoad, from, names.size(), store, reached, lost, ops.lost(reached));
    }

    /** The primary dies while it is written to, and in most cases while a checkpoint is under way; waits for its end. */
    private void killUnderLoad(AckedOps ops) throws InterruptedException {
        CairnProcess victim = primary;
        long moment = System.nanoTime() + random.nextLong(KILLED_WITHIN_NANOS);
        Thread killer = new Thread(() -> killAt(moment, victim), "killer");
        Thread checkpoint =
                new Thread(() -> CairnCommand.run("checkpoint", "--force", "--wait", "--url", url()), "checkpoint");
        boolean checkpointToo = random.nextInt(4) > 0;
        killer.start();
        if (checkpointToo) {
            checkpoint.start(); // done or failed, both are right
        }
        ops.changeWhileItLives(CHANGES_MAX);
        killer.join();
        checkpoint.join();
    }

    private static void killAt(long moment, CairnProcess victim) {
        try {
            while (System.nanoTime() - moment < 0) {
                LockSupport.parkNanos(moment - System.nanoTime());
            }
            victim.kill();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has the checkpointer hold what there is now, or, by chance, only what it held before. */
    private void secure(AckedOps ops) {
        int chance = random.nextInt(4);
        if (chance == 0) {
            return;
        }
        if (tail && chance != 1) {
            long wanted = ops.written();
            HadoopCluster.await("the checkpointer has followed to " + wanted, () -> held() >= wanted);
        } else {
            checkpoint();
        }
    }

    private long held() {
        try {
            return Long.parseLong(value(get("/checkpointer/status"), "heldTxid"));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url() + path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Path archive() throws IOException, InterruptedException {
        Path file = directory.resolve("archive-" + run + ".tar.zst");
        HttpResponse<Path> answer = http.send(
                HttpRequest.newBuilder(URI.create(url() + "/checkpoint/archive"))
                        .build(),
                HttpResponse.BodyHandlers.ofFile(file));
        assertEquals(200, answer.statusCode(), "GET /checkpoint/archive");
        return file;
    }

    private static String dryRun(String source, List<Path> targets) {
        return CairnCommand.output("restore", "--from", source, "--to", joined(targets), "--dry-run", "--json");
    }

    /** The first value of a key in a JSON text, without quotes. */
    private static String value(String json, String key) {
        Matcher value = Pattern.compile("\"" + key + "\":\"?([^,\"}]*)").matcher(json);
        if (!value.find()) {
            throw new IllegalStateException("No " + key + " in " + json);
        }
        return value.group(1);
    }

    /** Without the directories nobody knows the end; what is said must not claim to, nor say more than there was. */
    private static void assertKnowsNoMoreThanItCan(String dry, long lost, From from) {
        assertEquals("false", value(dry, "exact"), dry);
        String said = value(dry, "transactions");
        assertTrue(said.equals("null") || Long.parseLong(said) <= lost, dry);
        assertTrue(from == From.URL || said.equals("null"), dry);
    }

    /** Of what image and edits in these directories lead to, replayed here. */
    private static String digestAt(long txid, List<Path> roots) throws IOException {
        Disk disk = new RealDisk();
        List<ImageFile> images = new ArrayList<>();
        List<SegmentFile> segments = new ArrayList<>();
        for (Path root : roots) {
            DirInventory inventory = DirInventory.scan(disk, root.resolve("current"));
            images.addAll(inventory.images());
            segments.addAll(inventory.finalized());
        }
        ImageFile image = images.stream()
                .filter(candidate -> candidate.txid() <= txid)
                .max(Comparator.comparingLong(ImageFile::txid))
                .orElseThrow();
        HeapStore store = new HeapStore();
        new ImageLoader(disk).load(image.path(), store, loaded -> {});
        assertEquals(txid, new EditReplayer(disk, new Namespace(store)).replay(segments, txid), roots + " lead to");
        return FactScan.digest(store).toString();
    }

    /** The last transaction of a dead primary, as Hadoop's own viewer reads it from its newest segment that has one. */
    private long lastTransaction(List<Path> roots) throws IOException {
        long last = 0;
        for (Path root : roots) {
            List<Path> segments = HadoopNameDir.segments(root.resolve("current"));
            long ofRoot = 0;
            for (int i = segments.size() - 1; i >= 0 && ofRoot == 0; i--) {
                ofRoot = lastTransaction(segments.get(i));
            }
            last = Math.max(last, ofRoot);
        }
        return last;
    }

    /** 0 if there is none: the primary died when it had just made the file. */
    private long lastTransaction(Path segment) throws IOException {
        if (!hasHeader(segment)) {
            return 0;
        }
        Path xml = directory.resolve("newest.xml");
        HadoopViewers.oev(segment, xml, "xml", new OfflineEditsViewer.Flags());
        Matcher txid = TXID.matcher(Files.readString(xml, StandardCharsets.UTF_8));
        long last = 0;
        while (txid.find()) {
            last = Math.max(last, Long.parseLong(txid.group(1)));
        }
        return last;
    }

    /** A file that was just made has nothing yet, or room that was set aside for what is to come. */
    private static boolean hasHeader(Path segment) throws IOException {
        try (InputStream in = Files.newInputStream(segment)) {
            byte[] layout = in.readNBytes(Integer.BYTES);
            return layout.length == Integer.BYTES && !Arrays.equals(layout, new byte[] {-1, -1, -1, -1});
        }
    }

    /** The five steps, two of which have been done: make the directory, copy with plain cp, start, look. */
    private void copyByHand() throws IOException, InterruptedException {
        for (Path name : names) {
            Files.createDirectories(name.resolve("current"));
            String command = "cp " + checkpoints.resolve("current") + "/* " + name.resolve("current") + "/";
            Process cp = new ProcessBuilder("sh", "-c", command).inheritIO().start();
            assertEquals(0, cp.waitFor(), command);
        }
    }

    private void assertHadoopStarts(Map<String, String> expected, Set<String> unknown) throws Exception {
        Path copy = directory.resolve("hadoop-" + run);
        HadoopNameDir.copy(names.get(0).resolve("current"), copy.resolve("current"));
        try (HadoopCluster cluster = HadoopCluster.on(copy, directory.resolve("cluster-" + run), Map.of())) {
            assertEquals(
                    text(expected, unknown),
                    text(AckedOps.list(cluster.nameNode().getHttpAddress().getPort()), unknown),
                    "a NameNode on the restored directory");
        }
    }

    private static String text(Map<String, String> paths, Set<String> without) {
        StringBuilder text = new StringBuilder();
        paths.forEach((path, kind) -> {
            if (!without.contains(path)) {
                text.append(path).append(' ').append(kind).append('\n');
            }
        });
        return text.toString();
    }

    private static void remove(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        primary.close();
        checkpointer.close();
    }
}
