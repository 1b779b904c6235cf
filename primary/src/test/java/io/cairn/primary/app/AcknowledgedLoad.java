package io.cairn.primary.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Eight writers over HTTP that remember what was acknowledged, so that one can ask afterwards whether all of it is there.
 * Thread-safe, as far as the writers go; one thread steers.
 */
final class AcknowledgedLoad {
    static final int WRITERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Path to what must be seen there: "dir", "file" or "gone"; only what was acknowledged. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    /** Paths whose last change was sent but not answered: either state is right. */
    private final Map<String, Boolean> open = new ConcurrentHashMap<>();

    /** What was acknowledged since the last look. */
    private final Set<String> unseen = ConcurrentHashMap.newKeySet();

    private final AtomicLong calls = new AtomicLong();
    private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();

    /** What is done while the writers write; when it returns they stop. */
    interface Meanwhile {
        void run() throws IOException, InterruptedException;
    }

    /** Writes below directories of their own for {@code round} until {@code meanwhile} returns. */
    void write(URI base, int round, Meanwhile meanwhile) throws IOException, InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            String home = "/w" + writer + "/r" + round;
            Thread thread = new Thread(() -> writer(base, home, over), "writer-" + writer);
            thread.start();
            writers.add(thread);
        }
        try {
            meanwhile.run();
        } finally {
            over.set(true);
            for (Thread thread : writers) {
                thread.join();
            }
        }
    }

    /** Ends at the first call that is not answered. */
    private void writer(URI base, String home, AtomicBoolean over) {
        try {
            for (int i = 0; !over.get(); i++) {
                String dir = home + "/d" + i + "/e";
                change(base, "PUT", dir, "op=MKDIRS", dir, "dir");
                change(base, "PUT", dir + "/f", "op=CREATE&data=true", dir + "/f", "file");
                if (i % 3 == 0) {
                    open.put(dir + "/f", true);
                    change(base, "PUT", dir + "/f", "op=RENAME&destination=" + dir + "/g", dir + "/g", "file");
                    acknowledge(dir + "/f", "gone");
                    open.remove(dir + "/f");
                }
                if (i % 5 == 0) {
                    open.put(dir + "/f", true);
                    open.put(dir + "/g", true);
                    change(base, "DELETE", home + "/d" + i, "op=DELETE&recursive=true", dir, "gone");
                    acknowledge(dir + "/f", "gone");
                    acknowledge(dir + "/g", "gone");
                    open.remove(dir + "/f");
                    open.remove(dir + "/g");
                }
            }
        } catch (IOException e) {
            // The primary ended; what was under way stays open.
        }
    }

    private void change(URI base, String method, String path, String query, String subject, String state)
            throws IOException {
        open.put(subject, true);
        HttpResponse<String> answer = call(base, method, path, query);
        int status = answer.statusCode();
        if (status != 200 && status != 201) {
            if (status < 500) {
                refusals.add(path + ": " + answer.body());
            }
            throw new IOException("status " + status);
        }
        acknowledge(subject, state);
        open.remove(subject);
        calls.incrementAndGet();
    }

    private void acknowledge(String path, String state) {
        acknowledged.put(path, state);
        unseen.add(path);
    }

    private HttpResponse<String> call(URI base, String method, String path, String query) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(base.resolve(
                                    "/webhdfs/v1" + path + "?user.name=" + PrimaryFixture.superuser() + "&" + query))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** What of the changes acknowledged since the last look is not there; empty if nothing was lost. */
    List<String> lostOfNew(URI base) throws IOException {
        return lost(base, unseen);
    }

    /** What of all changes ever acknowledged is not there; empty if nothing was lost. */
    List<String> lostOfAll(URI base) throws IOException {
        return lost(base, acknowledged.keySet());
    }

    private List<String> lost(URI base, Set<String> paths) throws IOException {
        List<String> lost = new ArrayList<>();
        for (String path : new TreeSet<>(paths)) {
            if (!open.containsKey(path)) {
                HttpResponse<String> answer = call(base, "GET", path, "op=GETFILESTATUS");
                String found = found(answer);
                if (!found.equals(acknowledged.get(path))) {
                    lost.add(path + ": acknowledged as " + acknowledged.get(path) + ", found " + found + ": "
                            + answer.body());
                }
            }
        }
        open.keySet().forEach(acknowledged::remove);
        open.clear();
        unseen.clear();
        return lost;
    }

    /** What an answer shows; one that says neither what is there nor that nothing is shows itself. */
    private static String found(HttpResponse<String> answer) {
        return switch (answer.statusCode()) {
            case 200 ->
                answer.body().contains("\"type\":\"DIRECTORY\"")
                        ? "dir"
                        : answer.body().contains("\"type\":\"FILE\"") ? "file" : "neither";
            case 404 -> "gone";
            default -> "status " + answer.statusCode();
        };
    }

    /** Waits until {@code further} more changes were acknowledged, or the primary has ended, or a minute is over. */
    void awaitCalls(long further, Process primary) {
        long wanted = calls.get() + further;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (calls.get() < wanted && primary.isAlive() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(100_000);
        }
    }

    /** Changes acknowledged so far. */
    long calls() {
        return calls.get();
    }

    /** Paths of which it is known what must be there. */
    int paths() {
        return acknowledged.size();
    }

    /** Answers that no fault explains. */
    List<String> refusals() {
        return List.copyOf(refusals);
    }
}
