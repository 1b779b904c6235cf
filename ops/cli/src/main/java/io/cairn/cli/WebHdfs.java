package io.cairn.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Calls to a WebHDFS server, Cairn's primary or HDFS's. Each waits a bounded time. Thread-safe. */
final class WebHdfs {
    static final String MKDIRS = "MKDIRS";
    static final String CREATE = "CREATE";
    static final String DELETE = "DELETE";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NOT_FOUND = 404;

    private final String base;
    private final String user;
    private final HttpClient http;

    /**
     * @param server {@code http://host:port}
     * @param user as whom
     */
    WebHdfs(URI server, String user) {
        String text = server.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.user = user;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                // A file is made in two steps: the server says where, and is then asked there.
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build();
    }

    /**
     * Makes a change, which is durable on return.
     *
     * @param operation as WebHDFS names it
     * @param parameters names and values in turn
     * @throws Failure if the server refuses it, with the server's words, or there is none
     */
    void change(String operation, String path, String... parameters) throws IOException, Failure {
        HttpResponse<String> answer =
                send(operation.equals(DELETE) ? "DELETE" : "PUT", address(operation, path, parameters));
        // Some changes answer whether they could be made; a refusal of that kind has no words.
        boolean refused = answer.body().contains("{\"boolean\":false}");
        if ((answer.statusCode() != OK && answer.statusCode() != CREATED) || refused) {
            throw new Failure(
                    operation + " " + path + " was refused: status " + answer.statusCode() + ", "
                            + answer.body().strip(),
                    "");
        }
    }

    /** Whether there is something at {@code path}. */
    boolean exists(String path) throws IOException, Failure {
        HttpResponse<String> answer = send("GET", address("GETFILESTATUS", path));
        if (answer.statusCode() != OK && answer.statusCode() != NOT_FOUND) {
            throw new Failure(
                    base + " does not answer as WebHDFS does: status " + answer.statusCode() + ", "
                            + answer.body().strip(),
                    "is it another program's port? The primary's is dfs.namenode.http-address");
        }
        return answer.statusCode() == OK;
    }

    private URI address(String operation, String path, String... parameters) {
        StringBuilder text = new StringBuilder(base).append("/webhdfs/v1");
        for (String name : path.split("/")) {
            if (!name.isEmpty()) {
                text.append('/').append(encode(name));
            }
        }
        text.append("?op=").append(operation).append("&user.name=").append(encode(user));
        for (int i = 0; i < parameters.length; i += 2) {
            text.append('&').append(parameters[i]).append('=').append(encode(parameters[i + 1]));
        }
        return URI.create(text.toString());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> send(String method, URI address) throws IOException, Failure {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .method(method, BodyPublishers.noBody())
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new Failure(
                    "No primary answers at " + base,
                    "start one with: cairn primary conf/primary.yml; or say where it is with --url");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException(address + ": interrupted").initCause(e);
        } catch (IOException e) {
            throw new IOException(address + ": " + (e.getMessage() == null ? e.toString() : e.getMessage()), e);
        }
    }
}
