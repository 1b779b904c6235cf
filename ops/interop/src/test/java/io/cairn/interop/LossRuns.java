package io.cairn.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.testkit.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.hdfs.tools.offlineEditsViewer.OfflineEditsViewer;

/**
 * A checkpointer that lives on, and a primary that is killed and brought back from it again and again, each time in a way
 * that chance decides. <em>Confined to one thread.</em>
 */
final class LossRuns implements AutoCloseable {
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
     * @param lost transactions, as the dry run said, as the restore said, and as it was
     * @param changesLost acknowledged changes among them
     */
    record Outcome(
            int run,
            boolean tail,
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
        names = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            names.add(directory.resolve("name-" + run + "-" + i));
        }
        return writePrimaryConfiguration(random.nextBoolean() ? "memory" : "rocksdb");
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
        AckedOps ops = new AckedOps(primaryPort, random, "run-" + run, present);
        ops.change(random.nextInt(30));
        secure(ops);
        ops.change(random.nextInt(30));
        primary.kill();

        long last = lastTransaction(names);
        assertTrue(last >= ops.written(), last + " on disk, " + ops.written() + " acknowledged");
        Path archive = from == From.ARCHIVE ? archive() : checkpoints;
        String source = from == From.URL ? url() : archive.toString();
        String dry = dryRun(source, names);
        long reached = Long.parseLong(value(dry, "reachesTxid"));
        long lost = Long.parseLong(value(dry, "transactions"));
        assertEquals("true", value(dry, "exact"), dry);
        assertEquals(last - reached, lost, dry);
        String digest = digestAt(reached);

        List<Path> dead = names;
        boolean removed = from == From.BY_HAND || random.nextInt(4) > 0;
        String store = random.nextBoolean() ? "memory" : "rocksdb";
        if (removed) {
            dead.forEach(LossRuns::remove);
            names = new ArrayList<>(dead.subList(0, 1 + random.nextInt(dead.size())));
            assertKnowsNoMoreThanItCan(dryRun(source, names), lost, from);
        }
        if (from == From.BY_HAND) {
            copyByHand();
        } else {
            String done = CairnCommand.output("restore", "--from", source, "--to", joined(names), "--yes", "--json");
            assertEquals("" + reached, value(done, "txid"), done);
            assertTrue(digest.isEmpty() || digest.equals(value(done, "digest")), done + digest);
        }
        SortedMap<String, String> expected = ops.expected(reached);
        Optional<String> unknown = ops.unknown(reached);
        if (startHadoopToo) {
            assertHadoopStarts(expected, unknown);
        }
        primary = startPrimary(writePrimaryConfiguration(store));
        present = AckedOps.list(primaryPort);
        assertEquals(text(expected, unknown), text(present, unknown), "run " + run);
        long more = AckedOps.lastWritten(primaryPort) - reached;
        assertTrue(more == 1 || more == 2, "the start begins a segment and may close one file, but " + more);
        return new Outcome(run, tail, from, names.size(), store, reached, lost, ops.lost(reached));
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

    /** What the primary itself had computed at the end of the segment; empty if it keeps it no more. */
    private String digestAt(long txid) throws IOException {
        Path file = names.get(0).resolve("current/roll_digests");
        if (!Files.exists(file)) {
            return "";
        }
        Matcher line =
                Pattern.compile("cairn-digest-1 " + txid + " ([0-9a-f]{32}) ").matcher(Files.readString(file));
        return line.find() ? line.group(1) : "";
    }

    /** The last transaction of a dead primary, as Hadoop's own viewer reads it from its newest segment. */
    private long lastTransaction(List<Path> roots) throws IOException {
        long last = 0;
        for (Path root : roots) {
            List<Path> segments = HadoopNameDir.segments(root.resolve("current"));
            Path xml = directory.resolve("newest.xml");
            HadoopViewers.oev(segments.get(segments.size() - 1), xml, "xml", new OfflineEditsViewer.Flags());
            Matcher txid = TXID.matcher(Files.readString(xml, StandardCharsets.UTF_8));
            while (txid.find()) {
                last = Math.max(last, Long.parseLong(txid.group(1)));
            }
        }
        return last;
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

    private void assertHadoopStarts(Map<String, String> expected, Optional<String> unknown) throws Exception {
        Path copy = directory.resolve("hadoop-" + run);
        HadoopNameDir.copy(names.get(0).resolve("current"), copy.resolve("current"));
        try (HadoopCluster cluster = HadoopCluster.on(copy, directory.resolve("cluster-" + run), Map.of())) {
            assertEquals(
                    text(expected, unknown),
                    text(AckedOps.list(cluster.nameNode().getHttpAddress().getPort()), unknown),
                    "a NameNode on the restored directory");
        }
    }

    private static String text(Map<String, String> paths, Optional<String> without) {
        StringBuilder text = new StringBuilder();
        paths.forEach((path, kind) -> {
            if (!without.equals(Optional.of(path))) {
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
