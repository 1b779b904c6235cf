package io.cairn.interop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes a namespace over WebHDFS, one call after the other, and keeps what was acknowledged and at which transaction: a
 * model that can say what there must be after any transaction at which a segment ended. The change that the server was
 * working on when it died may be there or not. <em>Confined to one thread.</em>
 */
final class AckedOps {
    private static final Pattern WRITTEN = Pattern.compile("\"lastWrittenTxid\":(\\d+)");
    private static final Pattern DURABLE = Pattern.compile("\"durableTxid\":(\\d+)");
    private static final Pattern LISTED =
            Pattern.compile("\"pathSuffix\":\"([^\"]*)\"[^}]*?\"permission\":\"(\\d+)\"[^}]*?\"type\":\"(\\w+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final Random random;
    private final String top;
    private final SortedMap<String, String> start;
    private final SortedMap<String, String> now;
    private final List<Acked> acked = new ArrayList<>();
    /** What the change under way makes, changes or removes; empty between two. */
    private Set<String> open = Set.of();

    private int names;
    private long written;
    private long durable;

    /**
     * A change of the model. Rolls of the log, of two transactions each, may have come before it and after it.
     *
     * @param paths that it makes, changes or removes
     * @param before last transaction before it, and before those rolls
     * @param after last transaction after it and them
     * @param count its own transactions
     */
    private record Acked(Change change, Set<String> paths, long before, long after, int count) {
        /** Whether a namespace that ends with the segment end {@code txid} has it. */
        Held isIn(long txid) {
            if (txid <= before || txid >= after) {
                return txid >= after ? Held.YES : Held.NO;
            }
            long rolls = after - before - count;
            long behind = txid - before - 1;
            if (count == 1 && rolls % 2 == 0) {
                return behind % 2 == 0 ? Held.NO : Held.YES; // segments end at every other transaction
            }
            if (rolls != 2) {
                return Held.UNKNOWN; // several rolls meanwhile, or the start closed a file that was left open
            }
            // The segment ends behind before, within the change, or behind it.
            return behind == 0 ? Held.NO : behind >= count ? Held.YES : Held.UNKNOWN;
        }
    }

    private enum Held {
        YES,
        NO,
        UNKNOWN
    }

    /** Changes a map from paths to kind and permission. */
    private interface Change {
        void apply(Map<String, String> paths);
    }

    /**
     * @param top name of the directory, new in this namespace, that everything happens in
     * @param start what there is, path to kind and permission; see {@link #list}
     */
    AckedOps(int port, Random random, String top, Map<String, String> start) throws IOException, InterruptedException {
        this.base = "http://127.0.0.1:" + port;
        this.random = random;
        this.top = "/" + top;
        this.start = new TreeMap<>(start);
        this.now = new TreeMap<>(start);
        written = lastWritten();
        mkdir(this.top);
    }

    /** Does {@code count} random changes, fewer if the server dies meanwhile. */
    void changeWhileItLives(int count) throws InterruptedException {
        try {
            change(count);
        } catch (IOException e) {
            // It died; what was under way stays open.
        }
    }

    /** Does {@code count} random changes. */
    void change(int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(8)) {
                case 0, 1 -> mkdir(top + "/d" + names++);
                case 2, 3, 4 -> create(pick("D") + "/f" + names++);
                case 5 -> rename(pick("F"), pick("D") + "/r" + names++);
                case 6 -> delete(pick("F"));
                default -> setPermission(pick("F"));
            }
        }
    }

    /** A path of that kind within the top directory; the top directory or nothing if there is none. */
    private String pick(String kind) {
        List<String> paths = now.tailMap(top).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(top))
                .filter(entry -> entry.getValue().startsWith(kind))
                .map(Map.Entry::getKey)
                .toList();
        return paths.isEmpty() ? "" : paths.get(random.nextInt(paths.size()));
    }

    private void mkdir(String path) throws IOException, InterruptedException {
        open = Set.of(path);
        put(path, "op=MKDIRS&permission=755");
        acked(1, paths -> paths.put(path, "D 755"));
    }

    private void create(String path) throws IOException, InterruptedException {
        open = Set.of(path);
        URI uri = uri(path, "op=CREATE&permission=640");
        HttpResponse<String> first = call("PUT", uri);
        HttpResponse<String> second =
                call("PUT", URI.create(first.headers().firstValue("Location").orElseThrow()));
        require(second.statusCode() == 201, path, second);
        acked(2, paths -> paths.put(path, "F 640"));
    }

    private void rename(String from, String to) throws IOException, InterruptedException {
        if (!from.isEmpty()) {
            open = Set.of(from, to);
            put(from, "op=RENAME&destination=" + to);
            acked(1, paths -> paths.put(to, String.valueOf(paths.remove(from))));
        }
    }

    private void delete(String path) throws IOException, InterruptedException {
        if (!path.isEmpty()) {
            open = Set.of(path);
            HttpResponse<String> answer = call("DELETE", uri(path, "op=DELETE"));
            require(answer.statusCode() == 200, path, answer);
            acked(1, paths -> paths.remove(path));
        }
    }

    /** To one that differs: what changes nothing is not logged. */
    private void setPermission(String path) throws IOException, InterruptedException {
        if (!path.isEmpty()) {
            String permission = "F 600".equals(now.get(path)) ? "755" : "600";
            open = Set.of(path);
            put(path, "op=SETPERMISSION&permission=" + permission);
            acked(1, paths -> paths.put(path, "F " + permission));
        }
    }

    private void put(String path, String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = call("PUT", uri(path, query));
        require(answer.statusCode() == 200 && !answer.body().contains("false"), path, answer);
    }

    private void acked(int count, Change change) throws IOException, InterruptedException {
        long after = lastWritten();
        if (after < written + count) {
            throw new IllegalStateException(
                    "A change of " + count + " transactions led from " + written + " to " + after + " only");
        }
        acked.add(new Acked(change, open, written, after, count));
        change.apply(now);
        written = after;
        open = Set.of();
    }

    /** Last transaction that the server had written after the last acknowledged change. */
    long written() {
        return written;
    }

    /** Last transaction that the server called durable, after the last acknowledged change: not less than that one. */
    long durable() {
        return durable;
    }

    private long lastWritten() throws IOException, InterruptedException {
        String status = call("GET", URI.create(base + "/checkpoint/status")).body();
        durable = txid(DURABLE, status);
        return lastWritten(status);
    }

    /** Last transaction that a server has written. */
    static long lastWritten(int port) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/checkpoint/status");
        return lastWritten(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private static long lastWritten(String status) {
        return txid(WRITTEN, status);
    }

    private static long txid(Pattern key, String status) {
        Matcher txid = key.matcher(status);
        if (!txid.find()) {
            throw new IllegalStateException(status);
        }
        return Long.parseLong(txid.group(1));
    }

    /** What there must be at the segment end {@code txid}, {@link #unknown} aside. */
    SortedMap<String, String> expected(long txid) {
        SortedMap<String, String> paths = new TreeMap<>(start);
        acked.stream().filter(op -> op.isIn(txid) == Held.YES).forEach(op -> op.change.apply(paths));
        return paths;
    }

    /** Paths that may be there or not at {@code txid}: the log was rolled, or the server died, while they were changed. */
    Set<String> unknown(long txid) {
        Set<String> unknown = new TreeSet<>(txid > written ? open : Set.of());
        acked.stream().filter(op -> op.isIn(txid) == Held.UNKNOWN).forEach(op -> unknown.addAll(op.paths));
        return unknown;
    }

    /** How many acknowledged changes are not in the state at the segment end {@code txid}. */
    long lost(long txid) {
        return acked.stream().filter(op -> op.isIn(txid) == Held.NO).count();
    }

    /** Everything that a server shows: path to {@code D} or {@code F} and permission; the root is left out. */
    static SortedMap<String, String> list(int port) throws IOException, InterruptedException {
        SortedMap<String, String> paths = new TreeMap<>();
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        list(http, "http://127.0.0.1:" + port, "", paths);
        return paths;
    }

    private static void list(HttpClient http, String base, String directory, Map<String, String> paths)
            throws IOException, InterruptedException {
        URI uri = URI.create(base + "/webhdfs/v1" + (directory.isEmpty() ? "/" : directory) + "?user.name="
                + System.getProperty("user.name") + "&op=LISTSTATUS");
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        require(answer.statusCode() == 200, directory, answer);
        for (String status : answer.body().split("\\}\\s*,?\\s*\\{")) {
            Matcher entry = LISTED.matcher(status);
            if (entry.find()) {
                String path = directory + "/" + entry.group(1);
                boolean isDirectory = entry.group(3).equals("DIRECTORY");
                paths.put(path, (isDirectory ? "D " : "F ") + entry.group(2));
                if (isDirectory) {
                    list(http, base, path, paths);
                }
            }
        }
    }

    private URI uri(String path, String query) {
        return URI.create(base + "/webhdfs/v1" + path + "?user.name=" + System.getProperty("user.name") + "&" + query);
    }

    private HttpResponse<String> call(String method, URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void require(boolean condition, String path, HttpResponse<String> answer) {
        if (!condition) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
        }
    }
}
