package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered while a start goes on: here one that waits for a checkpointer that says nothing. */
@SuppressWarnings("try") // a connection is closed early, and closing twice does no harm
class LongStartTest {
    @TempDir
    Path root;

    @Test
    void answersHowFarTheStartHasComeUntilItIsOver() throws Exception {
        try (PrimaryFixture primary = new PrimaryFixture(root, "memory", "").format()) {
            primary.start();
        }
        for (String name : List.of("name1", "name2")) {
            try (Stream<Path> files = Files.list(root.resolve(name).resolve("current"))) {
                for (Path file : files.filter(f -> f.getFileName().toString().startsWith("edits_"))
                        .toList()) {
                    Files.delete(file);
                }
            }
        }
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PrimaryFixture waiting = new PrimaryFixture(
                    root, "memory", "cairn.checkpointer.url: http://127.0.0.1:" + silent.getLocalPort() + "\n");
            try (Primary primary = Primary.start(waiting.configuration(), (what, cause) -> {})) {
                try (Socket asked = silent.accept()) {
                    assertTrue(asked.isConnected());
                    HttpResponse<String> health = get(primary, "/health");
                    assertEquals(200, health.statusCode());
                    assertTrue(health.body().matches("(?s).*\"status\":\\s*\"starting, \\d+ %\".*"), health.body());
                    assertTrue(health.body().contains("fetching the list of segments from the checkpointer"));
                    assertEquals(503, get(primary, "/ready").statusCode());
                    HttpResponse<String> status = get(primary, "/checkpoint/status");
                    assertEquals(503, status.statusCode());
                    assertTrue(status.body().contains("Starting: fetching"), status.body());
                    HttpResponse<String> call = get(primary, "/webhdfs/v1/?op=GETFILESTATUS");
                    assertEquals(403, call.statusCode());
                    assertTrue(call.body().contains("RetriableException"), call.body());
                }
                silent.close();
                assertThrows(IOException.class, primary::awaitServing);
            }
        }
    }

    private static HttpResponse<String> get(Primary primary, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + primary.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
