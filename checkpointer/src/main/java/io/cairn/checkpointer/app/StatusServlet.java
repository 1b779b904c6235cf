package io.cairn.checkpointer.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cairn.common.status.ProcessStatus;
import io.cairn.common.status.StatusPage;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * How the checkpointer stands: {@value #STATUS} as JSON, the members of {@link ProcessStatus} beside those of {@link
 * StatusAnswer}; {@code /} as a page. Always answers 200: whether it is well is in the answer. Thread-safe.
 */
final class StatusServlet extends HttpServlet {
    static final String STATUS = "/checkpointer/status";

    /** The servlet mapping of exactly {@code /}. */
    static final String PAGE = "";

    private static final long serialVersionUID = 1L;

    private final transient CheckpointerStanding standing;
    private final transient ObjectMapper json = new ObjectMapper();

    StatusServlet(CheckpointerStanding standing) {
        this.standing = standing;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ProcessStatus status = standing.now();
        if (request.getServletPath().equals(STATUS)) {
            ObjectNode answer = json.valueToTree(status);
            answer.setAll(json.<ObjectNode>valueToTree(standing.answer()));
            send(response, "application/json", json.writeValueAsBytes(answer));
        } else {
            response.setHeader("Content-Security-Policy", StatusPage.CONTENT_SECURITY_POLICY);
            response.setHeader("Referrer-Policy", "no-referrer");
            send(response, "text/html;charset=utf-8", StatusPage.render(status, standing.work()));
        }
    }

    private static void send(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType(type);
        response.setContentLength(body.length);
        try (OutputStream out = response.getOutputStream()) {
            out.write(body);
        }
    }
}
