package io.cairn.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a checkpointer and its primary and can stop a call at a chosen point, so that the caller may be killed
 * exactly there. Thread-safe.
 */
final class HangingProxy implements AutoCloseable {
    /** Where a call stops. */
    enum Point {
        /** The primary has not seen the call. */
        BEFORE,
        /** The primary has answered, the caller has half of it. */
        HALF_ANSWERED,
        /** The primary has done everything, the caller has no answer. */
        AFTER
    }

    /** A call to stop, by method and the beginning of path and query. */
    record Stop(String call, Point point) {}

    private final URI primary;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<Optional<Stop>> armed = new AtomicReference<>(Optional.empty());
    private volatile CountDownLatch reached = new CountDownLatch(1);
    private volatile CountDownLatch released = new CountDownLatch(1);

    HangingProxy(URI primary) throws IOException {
        this.primary = primary;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Lets the next such call stop there. */
    void arm(Stop stop) {
        reached = new CountDownLatch(1);
        released = new CountDownLatch(1);
        armed.set(Optional.of(stop));
    }

    /** Waits until a call has stopped. */
    boolean awaitReached(long seconds) throws InterruptedException {
        return reached.await(seconds, TimeUnit.SECONDS);
    }

    /** Lets the stopped call go; whoever made it is dead by now. */
    void release() {
        released.countDown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            Optional<Stop> stop = armed.get().filter(armedStop -> call.startsWith(armedStop.call()));
            boolean mine = stop.isPresent() && armed.compareAndSet(stop, Optional.empty());
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (mine && stop.get().point() == Point.BEFORE) {
                hang();
            }
            HttpResponse<byte[]> answer = forward(exchange, body);
            if (mine && stop.get().point() == Point.AFTER) {
                hang();
            }
            answer.headers().map().forEach((name, values) -> {
                if (name.startsWith("x-") || name.equals("content-type")) {
                    exchange.getResponseHeaders().set(name, values.get(0));
                }
            });
            int length = answer.body().length;
            exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
            OutputStream out = exchange.getResponseBody();
            if (mine && stop.get().point() == Point.HALF_ANSWERED) {
                out.write(answer.body(), 0, length / 2);
                out.flush();
                hang();
            } else if (length > 0) {
                out.write(answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hang() throws InterruptedException {
        reached.countDown();
        released.await();
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(primary + exchange.getRequestURI().toString()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : new String[] {"X-MD5-Digest", "Content-Type"}) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
