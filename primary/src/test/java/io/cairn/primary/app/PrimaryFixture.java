package io.cairn.primary.app;

import io.cairn.common.model.LayoutVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A configured primary in directories of its own, and a client to talk to it. One thread, but for the calls. */
final class PrimaryFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path configuration;
    private Primary primary;

    /** @param moreKeys further lines of YAML */
    PrimaryFixture(Path root, String backend, String moreKeys) throws IOException {
        configuration = root.resolve("primary.yml");
        Files.writeString(
                configuration,
                "dfs.namenode.name.dir: " + root.resolve("name1") + "," + root.resolve("name2") + "\n"
                        + "dfs.namenode.http-address: 127.0.0.1:0\n"
                        + "namespace.backend.type: " + backend + "\n"
                        + "hadoop.user.group.static.mapping.overrides: joe=staff;ann=staff,supergroup\n"
                        + "logging: {level: WARN}\n" + moreKeys);
    }

    /** One whose configuration is there already. */
    PrimaryFixture(Path configuration) {
        this.configuration = configuration;
    }

    Path configuration() {
        return configuration;
    }

    PrimaryFixture format() throws IOException {
        Format.run(configuration, Optional.of("CID-test"), LayoutVersion.CURRENT, false);
        return this;
    }

    PrimaryFixture start() throws IOException {
        primary = Primary.start(configuration, (what, cause) -> {});
        try {
            primary.awaitServing();
        } catch (IOException | RuntimeException e) {
            primary.close();
            throw e;
        }
        return this;
    }

    int port() {
        return primary.port();
    }

    URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + primary.port() + pathAndQuery);
    }

    HttpResponse<String> send(String method, String pathAndQuery) throws IOException {
        return send(HttpRequest.newBuilder(uri(pathAndQuery)).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(
                    request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    HttpResponse<byte[]> bytes(String pathAndQuery) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(uri(pathAndQuery)).timeout(PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** A WebHDFS call by {@code user}. */
    HttpResponse<String> webHdfs(String method, String user, String path, String query) throws IOException {
        return send(method, "/webhdfs/v1" + path + "?user.name=" + user + "&" + query);
    }

    /** Creates an empty file as a client does, in two steps. */
    HttpResponse<String> create(String user, String path, String query) throws IOException {
        HttpResponse<String> first = webHdfs("PUT", user, path, "op=CREATE&" + query);
        Optional<String> location = first.headers().firstValue("Location");
        return location.isEmpty()
                ? first
                : send(HttpRequest.newBuilder(URI.create(location.get())).PUT(HttpRequest.BodyPublishers.noBody()));
    }

    /** The user whose process this is. */
    static String superuser() {
        return System.getProperty("user.name");
    }

    void stop() throws IOException {
        if (primary != null) {
            primary.close();
            primary = null;
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
