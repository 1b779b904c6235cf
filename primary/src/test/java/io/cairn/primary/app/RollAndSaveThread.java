package io.cairn.primary.app;

import io.cairn.primary.wire.operator.OperatorProtocol;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Has a primary roll its log and save its namespace, one after the other, again and again while it serves: so that at any
 * moment a segment is being finalised, an image written or named, or old files removed. Ends at the first call that is not
 * answered as it should be, which is what happens when the primary ends. Started by the thread that closes it.
 */
@SuppressWarnings("try") // closing waits for a thread, and may be interrupted
final class RollAndSaveThread implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final AtomicLong saves;
    private final Thread thread = new Thread(this::run, "roll-and-save");
    private volatile boolean over;

    private RollAndSaveThread(URI base, AtomicLong saves) {
        this.base = base;
        this.saves = saves;
    }

    /** @param saves counts the images that were saved, each after a roll */
    static RollAndSaveThread start(URI base, AtomicLong saves) {
        RollAndSaveThread started = new RollAndSaveThread(base, saves);
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            while (!over) {
                call("POST", OperatorProtocol.ROLL_EDITS, "reason=load");
                call("POST", OperatorProtocol.SAVE_NAMESPACE, "online=true&reason=load");
                String state = call("GET", OperatorProtocol.SAVE_NAMESPACE, "");
                while (state.contains("RUNNING") && !over) {
                    LockSupport.parkNanos(1_000_000);
                    state = call("GET", OperatorProtocol.SAVE_NAMESPACE, "");
                }
                if (state.contains("SAVED")) {
                    saves.incrementAndGet();
                }
            }
        } catch (IOException e) {
            // The primary ended, or will soon.
        }
    }

    private String call(String method, String path, String query) throws IOException {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(
                                    base.resolve(path + "?user.name=" + PrimaryFixture.superuser() + "&" + query))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Waits until it has ended. */
    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join();
    }
}
