package io.cairn.common.transfer;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls a Cairn process, or HDFS's image transfer, over HTTP. Every wait has a bound: a call ends with an {@link
 * IOException} that names address and cause when nothing moves for the time given. Nothing is retried here.
 * Thread-safe.
 */
public final class TransferClient {
    /** Most bytes kept of an answer that is text. */
    private static final int TEXT_BYTES_MAX = 64 << 20;

    private static final int BUFFER_BYTES = 1 << 16;

    private final URI base;
    private final Duration timeout;
    private final long bytesPerSecondMax;
    private final HttpClient client;

    /**
     * @param base {@code http://host:port}
     * @param timeout longest wait for a connection, for an answer's head, and between two pieces of a body
     * @param bytesPerSecondMax limit of a transfer; 0 or less for none
     */
    public TransferClient(URI base, Duration timeout, long bytesPerSecondMax) {
        this.base = base;
        this.timeout = timeout;
        this.bytesPerSecondMax = bytesPerSecondMax;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /** Where the calls go. */
    public URI base() {
        return base;
    }

    /** Status and text of an answer. Immutable. */
    public record Answer(int status, String text) {}

    /**
     * What came with a file. Immutable.
     *
     * @param refusal text of an answer other than 200, or nothing
     * @param length bytes received, equal to the announced length
     * @param md5 as the other side names it
     * @param digest of the namespace in an image, as the other side names it
     */
    public record Received(int status, String refusal, long length, Optional<String> md5, Optional<String> digest) {}

    /** A call without a body. */
    public Answer call(String method, String pathAndQuery) throws IOException {
        HttpRequest request = request(pathAndQuery)
                .timeout(timeout)
                .method(method, BodyPublishers.noBody())
                .build();
        return text(request, pathAndQuery);
    }

    /** A POST with a JSON body. */
    public Answer post(String pathAndQuery, String json) throws IOException {
        HttpRequest request = request(pathAndQuery)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        return text(request, pathAndQuery);
    }

    private Answer text(HttpRequest request, String pathAndQuery) throws IOException {
        HttpResponse<byte[]> response =
                await(client.sendAsync(request, answer -> new BoundedText()), new AtomicLong(), pathAndQuery);
        return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    }

    /**
     * Fetches a file.
     *
     * @param sink takes the bytes of a 200, and nothing otherwise
     * @throws IOException also when the announced length is missing or is not what came
     */
    public Received download(String pathAndQuery, ByteSink sink) throws IOException {
        return download(pathAndQuery, sink, true);
    }

    /**
     * Fetches what is made as it is sent, so that its length is not known before. A connection that is cut before the end
     * is an error all the same, but whoever made it may have ended it early: what came is to be checked by what it says.
     *
     * @param sink takes the bytes of a 200, and nothing otherwise
     */
    public Received downloadToItsEnd(String pathAndQuery, ByteSink sink) throws IOException {
        return download(pathAndQuery, sink, false);
    }

    private Received download(String pathAndQuery, ByteSink sink, boolean sized) throws IOException {
        AtomicLong moved = new AtomicLong();
        Throttle throttle = new Throttle(bytesPerSecondMax);
        ByteArrayOutputStream refusal = new ByteArrayOutputStream();
        HttpRequest request = request(pathAndQuery).GET().build();
        HttpResponse<Void> response = await(
                client.sendAsync(
                        request,
                        head -> BodySubscribers.ofByteArrayConsumer(piece -> piece.ifPresent(bytes -> {
                            if (head.statusCode() == 200) {
                                take(bytes, sink);
                            } else if (refusal.size() < BUFFER_BYTES) {
                                refusal.writeBytes(bytes);
                            }
                            moved.addAndGet(bytes.length);
                            throttle.moved(bytes.length);
                        }))),
                moved,
                pathAndQuery);
        if (response.statusCode() != 200) {
            return new Received(
                    response.statusCode(),
                    refusal.toString(StandardCharsets.UTF_8),
                    0,
                    Optional.empty(),
                    Optional.empty());
        }
        if (!sized) {
            return new Received(200, "", moved.get(), Optional.empty(), Optional.empty());
        }
        long announced = response.headers()
                .firstValueAsLong("Content-Length")
                .orElseThrow(() -> new IOException(where(pathAndQuery) + ": the answer names no Content-Length"));
        if (announced != moved.get()) {
            throw new IOException(
                    where(pathAndQuery) + ": " + announced + " bytes were announced, but " + moved.get() + " came");
        }
        return new Received(
                200,
                "",
                announced,
                response.headers().firstValue(TransferProtocol.MD5_HEADER),
                response.headers().firstValue(TransferProtocol.DIGEST_HEADER));
    }

    /** Sends a file by PUT. The other side is asked first, so that a refusal costs no transfer. */
    public Answer upload(String pathAndQuery, Map<String, String> headers, ByteSource source) throws IOException {
        AtomicLong moved = new AtomicLong();
        HttpRequest.Builder request = request(pathAndQuery)
                .expectContinue(true)
                .PUT(BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(
                                () -> new SourceStream(source, moved, new Throttle(bytesPerSecondMax))),
                        source.length()));
        headers.forEach(request::header);
        HttpResponse<byte[]> response =
                await(client.sendAsync(request.build(), BodyHandlers.ofByteArray()), moved, pathAndQuery);
        return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(base + pathAndQuery));
    }

    private static void take(byte[] bytes, ByteSink sink) {
        try {
            sink.write(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for as long as something moves. */
    private <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> call, AtomicLong moved, String pathAndQuery)
            throws IOException {
        long before = -1;
        while (true) {
            try {
                return call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                long now = moved.get();
                if (now == before) {
                    call.cancel(true);
                    throw new IOException(where(pathAndQuery) + ": nothing moved for " + timeout.toSeconds() + " s", e);
                }
                before = now;
            } catch (InterruptedException e) {
                call.cancel(true);
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException(where(pathAndQuery) + ": interrupted").initCause(e);
            } catch (ExecutionException e) {
                throw failed(pathAndQuery, e.getCause() == null ? e : e.getCause());
            }
        }
    }

    /** The address of a call, as messages name it. */
    private String where(String pathAndQuery) {
        return TransferProtocol.withoutStorageInfo(base + pathAndQuery);
    }

    private IOException failed(String pathAndQuery, Throwable cause) {
        Throwable root = cause instanceof UncheckedIOException && cause.getCause() != null ? cause.getCause() : cause;
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new IOException(where(pathAndQuery) + ": " + message, root);
    }

    /** Collects an answer up to {@link #TEXT_BYTES_MAX}. */
    private static final class BoundedText implements HttpResponse.BodySubscriber<byte[]> {
        private final HttpResponse.BodySubscriber<byte[]> all = BodySubscribers.ofByteArray();
        private final AtomicLong size = new AtomicLong();

        @Override
        public CompletionStage<byte[]> getBody() {
            return all.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            all.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            long total = size.addAndGet(
                    pieces.stream().mapToLong(ByteBuffer::remaining).sum());
            if (total > TEXT_BYTES_MAX) {
                all.onError(new IOException("the answer is longer than " + TEXT_BYTES_MAX + " bytes"));
            } else {
                all.onNext(pieces);
            }
        }

        @Override
        public void onError(Throwable cause) {
            all.onError(cause);
        }

        @Override
        public void onComplete() {
            all.onComplete();
        }
    }

    /** A source as a stream that counts. */
    private static final class SourceStream extends InputStream {
        private final ByteSource source;
        private final AtomicLong moved;
        private final Throttle throttle;
        private long position;

        SourceStream(ByteSource source, AtomicLong moved, Throttle throttle) {
            this.source = source;
            this.moved = moved;
            this.throttle = throttle;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int read = source.read(position, target, offset, count);
            if (read > 0) {
                position += read;
                moved.addAndGet(read);
                throttle.moved(read);
            }
            return read;
        }
    }
}
