package io.cairn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.transfer.TransferClient;
import io.cairn.primary.service.operator.SaveStatus;
import io.cairn.primary.wire.operator.OperatorProtocol;
import io.cairn.primary.wire.operator.ReportAnswer;
import io.cairn.primary.wire.operator.RestoreAnswer;
import io.cairn.primary.wire.operator.RollAnswer;
import io.cairn.primary.wire.operator.SafeModeAnswer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What operators ask a running primary. Thread-safe. */
final class OperatorClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TransferClient http;
    private final String user;
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /** @param user who asks */
    OperatorClient(URI primary, String user) {
        this.http = new TransferClient(primary, TIMEOUT, 0);
        this.user = user;
    }

    /** Of the user whose process this is. */
    static OperatorClient of(PrimaryAddress address) throws IOException {
        return new OperatorClient(address.base(), System.getProperty("user.name", "unknown"));
    }

    SafeModeAnswer safeMode() throws IOException, Failure {
        return get(OperatorProtocol.SAFE_MODE, SafeModeAnswer.class);
    }

    /** Enters safe mode, or leaves it. */
    SafeModeAnswer safeMode(boolean enter, String reason) throws IOException, Failure {
        String action = enter ? OperatorProtocol.ENTER : OperatorProtocol.LEAVE;
        return post(
                OperatorProtocol.SAFE_MODE, "&" + OperatorProtocol.ACTION + "=" + action, reason, SafeModeAnswer.class);
    }

    SaveStatus save() throws IOException, Failure {
        return get(OperatorProtocol.SAVE_NAMESPACE, SaveStatus.class);
    }

    /** Begins a save. */
    SaveStatus save(boolean online, boolean beforeShutdown, String reason) throws IOException, Failure {
        return post(
                OperatorProtocol.SAVE_NAMESPACE,
                "&" + OperatorProtocol.ONLINE + "=" + online + "&" + OperatorProtocol.BEFORE_SHUTDOWN + "="
                        + beforeShutdown,
                reason,
                SaveStatus.class);
    }

    RollAnswer roll(String reason) throws IOException, Failure {
        return post(OperatorProtocol.ROLL_EDITS, "", reason, RollAnswer.class);
    }

    RestoreAnswer restoring() throws IOException, Failure {
        return get(OperatorProtocol.RESTORE_FAILED_STORAGE, RestoreAnswer.class);
    }

    /** Switches bringing failed directories back on or off. */
    RestoreAnswer restoring(boolean on, String reason) throws IOException, Failure {
        return post(
                OperatorProtocol.RESTORE_FAILED_STORAGE,
                "&" + OperatorProtocol.ACTION + "=" + on,
                reason,
                RestoreAnswer.class);
    }

    ReportAnswer report() throws IOException, Failure {
        return get(OperatorProtocol.REPORT, ReportAnswer.class);
    }

    private <T> T get(String path, Class<T> type) throws IOException, Failure {
        return call("GET", path, type);
    }

    private <T> T post(String path, String parameters, String reason, Class<T> type) throws IOException, Failure {
        return call(
                "POST",
                path + "?" + OperatorProtocol.USER + "=" + encoded(user) + "&" + OperatorProtocol.REASON + "="
                        + encoded(reason) + parameters,
                type);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private <T> T call(String method, String path, Class<T> type) throws IOException, Failure {
        TransferClient.Answer answer;
        try {
            answer = http.call(method, path);
        } catch (IOException e) {
            if (isRefused(e)) {
                throw new Failure(
                        "No primary answers at " + http.base(),
                        "start one with: cairn primary conf/primary.yml; or say where it is: --url, --config");
            }
            throw e;
        }
        try {
            if (answer.status() == 200) {
                return json.readValue(answer.text(), type);
            }
            String message =
                    json.readTree(answer.text()).path("error").path("message").asText();
            if (!message.isEmpty()) {
                throw new Failure(message, next(message));
            }
        } catch (JsonProcessingException e) {
            // Told below.
        }
        throw unexpected(path, answer);
    }

    private static String next(String message) {
        return message.startsWith("Safe mode should be turned ON")
                ? "enter it with: cairn admin safemode enter --reason TEXT; or save without it: --online"
                : "";
    }

    private static boolean isRefused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    private Failure unexpected(String path, TransferClient.Answer answer) {
        String text = answer.text().strip();
        return new Failure(
                http.base() + path + " does not answer as a primary does: status " + answer.status() + ", "
                        + (text.length() > 200 ? text.substring(0, 200) + "…" : text),
                "is it another program's port? The primary's is dfs.namenode.http-address");
    }

    /** An answer as JSON, for {@code --json}. */
    String json(Object answer) {
        try {
            return json.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Plain records become JSON", e);
        }
    }
}
