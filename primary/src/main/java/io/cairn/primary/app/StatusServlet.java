package io.cairn.primary.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.status.ProcessStatus;
import io.cairn.common.status.StatusPage;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * How the primary stands: {@value #STATUS} as JSON, {@code /} as a page; both from the first moment of the start on.
 * Always answers 200: whether it is well is in the answer. Thread-safe.
 */
final class StatusServlet extends HttpServlet {
    static final String STATUS = "/primary/status";

    /** The servlet mapping of exactly {@code /}. */
    static final String PAGE = "";

    private static final long serialVersionUID = 1L;

    private final transient PrimaryStanding standing;
    private final transient ObjectMapper json = new ObjectMapper();

    StatusServlet(PrimaryStanding standing) {
        this.standing = standing;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ProcessStatus status = standing.now();
        if (request.getServletPath().equals(STATUS)) {
            send(response, "application/json", json.writeValueAsBytes(status));
        } else {
            response.setHeader("Content-Security-Policy", StatusPage.CONTENT_SECURITY_POLICY);
            response.setHeader("Referrer-Policy", "no-referrer");
            send(response, "text/html;charset=utf-8", StatusPage.render(status, List.of()));
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
