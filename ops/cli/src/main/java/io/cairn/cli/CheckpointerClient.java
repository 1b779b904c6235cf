package io.cairn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.checkpointer.app.StatusAnswer;
import io.cairn.checkpointer.run.FollowedHistory;
import io.cairn.common.bytes.ByteSink;
import io.cairn.common.transfer.ImageList;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.transfer.TransferProtocol;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** What the command line asks a running checkpointer. Thread-safe. */
final class CheckpointerClient {
    private static final String STATUS = "/checkpointer/status";
    private static final int ACCEPTED = 202;
    private static final int CONFLICT = 409;

    private final TransferClient http;
    private final String whenSilent;
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    CheckpointerClient(TransferClient http) {
        this(http, "start one with: cairn checkpointer conf/checkpointer.yml; or say where it is: --url, --config");
    }

    /** @param whenSilent what to do where none answers, best a command */
    CheckpointerClient(TransferClient http, String whenSilent) {
        this.http = http;
        this.whenSilent = whenSilent;
    }

    /** Where people find the status. */
    String statusAddress() {
        return http.base() + STATUS;
    }

    StatusAnswer status() throws IOException, Failure {
        TransferClient.Answer answer = call("GET", STATUS);
        if (answer.status() != 200) {
            throw unexpected(STATUS, answer);
        }
        return read(STATUS, answer, StatusAnswer.class);
    }

    /**
     * Has a checkpoint made.
     *
     * @param force also when nothing changed since the last image
     * @param reason for the audit log
     * @return which attempt it will be, or empty while one is being made already
     */
    OptionalLong run(boolean force, String reason) throws IOException, Failure {
        String path = TransferProtocol.RUN + "?force=" + force + "&" + why(reason);
        TransferClient.Answer answer = call("POST", path);
        return switch (answer.status()) {
            case ACCEPTED ->
                OptionalLong.of(
                        read(path, answer, JsonNode.class).path("attempt").asLong());
            case CONFLICT -> OptionalLong.empty();
            default -> throw unexpected(path, answer);
        };
    }

    /** The images there. */
    ImageList images() throws IOException, Failure {
        return ask("GET", TransferProtocol.IMAGES, ImageList.class);
    }

    /** One image, read and compared with its MD5 by the checkpointer, which may take a while. */
    ImageList.Checked image(long txid) throws IOException, Failure {
        return ask("GET", TransferProtocol.IMAGES + "/" + txid, ImageList.Checked.class);
    }

    void pin(long txid, String reason) throws IOException, Failure {
        ask("POST", TransferProtocol.IMAGES + "/" + txid + TransferProtocol.PIN + "?" + why(reason), JsonNode.class);
    }

    void unpin(long txid, String reason) throws IOException, Failure {
        ask("DELETE", TransferProtocol.IMAGES + "/" + txid + TransferProtocol.PIN + "?" + why(reason), JsonNode.class);
    }

    /** Why, and the user whose process this is. */
    private static String why(String reason) {
        return TransferProtocol.USER + "=" + encoded(System.getProperty("user.name", "unknown")) + "&"
                + TransferProtocol.REASON + "=" + encoded(reason);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What is held beyond a transaction. */
    FollowedHistory.Abandoned beyond(long after) throws IOException, Failure {
        return ask(
                "GET",
                TransferProtocol.ABANDON + "?" + TransferProtocol.AFTER + "=" + after,
                FollowedHistory.Abandoned.class);
    }

    /** Has what is held beyond a transaction set aside. */
    FollowedHistory.Abandoned abandon(long after, String reason) throws IOException, Failure {
        return ask(
                "POST",
                TransferProtocol.ABANDON + "?" + TransferProtocol.AFTER + "=" + after + "&" + why(reason),
                FollowedHistory.Abandoned.class);
    }

    /** Fetches an archive; answers its bytes. */
    long archive(OptionalLong txid, ByteSink sink) throws IOException, Failure {
        String path = TransferProtocol.ARCHIVE
                + (txid.isPresent() ? "?" + TransferProtocol.TXID + "=" + txid.getAsLong() : "");
        TransferClient.Received received = reached(() -> http.downloadToItsEnd(path, sink));
        if (received.status() != 200) {
            throw refused(path, new TransferClient.Answer(received.status(), received.refusal()));
        }
        return received.length();
    }

    private <T> T ask(String method, String path, Class<T> type) throws IOException, Failure {
        TransferClient.Answer answer = call(method, path);
        if (answer.status() != 200) {
            throw refused(path, answer);
        }
        return read(path, answer, type);
    }

    /** In the checkpointer's own words, if it is one. */
    private Failure refused(String path, TransferClient.Answer answer) {
        try {
            String message =
                    json.readTree(answer.text()).path("error").path("message").asText();
            if (!message.isEmpty()) {
                return new Failure(message, "");
            }
        } catch (JsonProcessingException e) {
            // No checkpointer: told below.
        }
        return unexpected(path, answer);
    }

    private TransferClient.Answer call(String method, String path) throws IOException, Failure {
        return reached(() -> http.call(method, path));
    }

    /** A call over the network. */
    @FunctionalInterface
    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T reached(Call<T> call) throws IOException, Failure {
        try {
            return call.run();
        } catch (IOException e) {
            if (isRefused(e)) {
                throw new Failure("No checkpointer answers at " + http.base(), whenSilent);
            }
            throw e;
        }
    }

    /** True if nobody listens where {@code failure} comes from. */
    static boolean isRefused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    private <T> T read(String path, TransferClient.Answer answer, Class<T> type) throws Failure {
        try {
            return json.readValue(answer.text(), type);
        } catch (JsonProcessingException e) {
            throw unexpected(path, answer);
        }
    }

    private Failure unexpected(String path, TransferClient.Answer answer) {
        String text = answer.text().strip();
        return new Failure(
                http.base() + path + " does not answer as a checkpointer does: status " + answer.status() + ", "
                        + (text.length() > 200 ? text.substring(0, 200) + "…" : text),
                "is it another program's port? The checkpointer's is dfs.namenode.secondary.http-address");
    }
}
