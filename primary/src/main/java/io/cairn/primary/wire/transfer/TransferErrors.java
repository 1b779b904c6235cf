package io.cairn.primary.wire.transfer;

import io.cairn.primary.service.checkpoint.TransferRefusedException;
import io.cairn.primary.wire.http.JsonText;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/** Errors of the checkpoint calls: {@code {"error":{"code","message"}}} and a status. Stateless. */
final class TransferErrors {
    static final int GONE = 410;
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final int UNPROCESSABLE = 422;

    private TransferErrors() {}

    static void send(HttpServletResponse response, TransferRefusedException refusal) throws IOException {
        send(response, status(refusal.reason()), refusal.reason().name(), String.valueOf(refusal.getMessage()));
    }

    static void send(HttpServletResponse response, int status, String code, String message) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.reset();
        // Whoever is refused may still be sending; the server then ends the connection, which must be known.
        response.setHeader("Connection", "close");
        JsonText json = new JsonText()
                .beginObject()
                .name("error")
                .beginObject()
                .member("code", code)
                .member("message", message)
                .endObject()
                .endObject();
        sendJson(response, status, json);
    }

    static void sendJson(HttpServletResponse response, int status, JsonText json) throws IOException {
        byte[] body = json.bytes();
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        OutputStream out = response.getOutputStream();
        out.write(body);
        out.close();
    }

    private static int status(TransferRefusedException.Reason reason) {
        return switch (reason) {
            case BAD_REQUEST, NOT_FOUND -> GONE;
            case WRONG_STORAGE -> 403;
            case CONFLICT, UNPROVABLE -> 409;
            case WRONG_DIGEST -> UNPROCESSABLE;
            case NO_SPACE -> INSUFFICIENT_STORAGE;
        };
    }
}
