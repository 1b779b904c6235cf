package io.cairn.primary.app;

import io.cairn.primary.service.StartupFindings;
import io.cairn.primary.wire.http.JsonText;
import io.cairn.primary.wire.http.Startup;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code /health}: 200 while the process lives, with how far its start has come and what it found wrong; {@code /ready}: 200 once requests are
 * served, 503 before and after. Thread-safe.
 */
final class HealthServlet extends HttpServlet {
    static final String HEALTH = "/health";
    static final String READY = "/ready";

    private static final long serialVersionUID = 1L;

    private final transient Startup<PrimaryRuntime> startup;
    private final transient StartupFindings findings;

    HealthServlet(Startup<PrimaryRuntime> startup, StartupFindings findings) {
        this.startup = startup;
        this.findings = findings;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean ready = startup.result().isPresent();
        String text = ready ? "serving" : "starting, " + startup.percent() + " %";
        JsonText body = new JsonText()
                .beginObject()
                .member("status", text)
                .member("phase", startup.phase())
                .member("percent", startup.percent())
                .member("ready", ready)
                .name("findings")
                .beginArray();
        for (StartupFindings.Finding finding : findings.all()) {
            body.beginObject()
                    .member("severity", finding.severity().name())
                    .member("text", finding.text())
                    .endObject();
        }
        send(
                response,
                ready || request.getServletPath().equals(HEALTH) ? 200 : 503,
                body.endArray().endObject().bytes());
    }

    private static void send(HttpServletResponse response, int status, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
