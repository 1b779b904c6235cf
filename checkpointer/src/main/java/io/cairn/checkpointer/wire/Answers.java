package io.cairn.checkpointer.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.transfer.ErrorAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON answers, and errors as {@code {"error":{"code","message"}}}. Stateless. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    /** One kind of request. */
    @FunctionalInterface
    interface Action {
        void run() throws RefusedException, IOException;
    }

    /**
     * Carries out {@code action}; what it throws becomes the answer.
     *
     * @param refusedStatus of what is missing or cannot be, where HDFS's protocol has one status for all of that; 0 to
     *     tell them apart
     */
    static void run(HttpServletRequest request, HttpServletResponse response, int refusedStatus, Action action)
            throws IOException {
        try {
            action.run();
        } catch (RefusedException e) {
            boolean told = refusedStatus == 0 || e.status() == 403 || e.status() == 503;
            error(response, told ? e.status() : refusedStatus, e.code(), String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            if (response.isCommitted()) {
                throw e; // cuts the connection: the other side sees that the body is not whole
            }
            error(
                    response,
                    refusedStatus == 0 ? 500 : refusedStatus,
                    "FAILED",
                    request.getRequestURI() + " failed: " + e.getMessage());
        }
    }

    static void error(HttpServletResponse response, int status, String code, String message) throws IOException {
        if (!response.isCommitted()) {
            response.reset();
            send(response, status, ErrorAnswer.of(code, message));
        }
    }

    static void send(HttpServletResponse response, int status, Object answer) throws IOException {
        byte[] body = JSON.writeValueAsBytes(answer);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        OutputStream out = response.getOutputStream();
        out.write(body);
        out.close();
    }

    /** What an operator asks to have changed, see {@link OperatorChange#of}. */
    static OperatorChange change(HttpServletRequest request, String command) throws RefusedException {
        try {
            return OperatorChange.of(request, command);
        } catch (IllegalArgumentException e) {
            throw RefusedException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /** A whole number from 0. */
    static long number(HttpServletRequest request, String name) throws RefusedException {
        return number(name, request.getParameter(name));
    }

    /** @param name for the message */
    static long number(String name, @Nullable String text) throws RefusedException {
        try {
            long number = Long.parseLong(String.valueOf(text));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below: whoever asks needs no trace of ours.
        }
        throw RefusedException.badRequest("Needed: " + name + ", a whole number from 0");
    }
}
