package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.common.base.FatalHandler;
import io.cairn.common.status.SampleStatus;
import io.cairn.common.status.StatusPage;
import io.cairn.primary.app.Primary;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser shows it: what Chromium made of it, and that it had nothing to complain about. */
class StatusPageInBrowserTest {
    private static final FatalHandler FATAL = (what, cause) -> {
        throw new AssertionError("The process would end: " + what, cause);
    };

    @TempDir
    private Path work;

    private Chromium browser;

    @BeforeEach
    void findBrowser() {
        browser = Chromium.orSkip(work);
    }

    @Test
    void bothProcessesShowAPageThatTheBrowserAcceptsWhole() throws Exception {
        // The name of a directory is the one text on the page that people other than us choose.
        Path name = work.resolve("<script>document.title='taken over'</script>");
        Path configuration = Files.writeString(
                work.resolve("primary.yml"),
                "dfs.namenode.name.dir: \"" + name
                        + "\"\ndfs.namenode.http-address: 127.0.0.1:0\nlogging: {level: WARN}\n");
        assertEquals(0, CommandRun.of("format", configuration.toString()).status());
        try (Primary primary = Primary.start(configuration, FATAL)) {
            primary.awaitServing();
            try (Checkpointer checkpointer =
                    Checkpointer.start(StatusTest.Pair.checkpointerYml(work, primary.port()), FATAL)) {
                String url = "http://127.0.0.1:" + checkpointer.port() + "/";
                CommandRun made = CommandRun.of("checkpoint", "--wait", "--force", "--url", url);
                assertEquals(0, made.status(), made.err());

                Chromium.Page shown = browser.open("http://127.0.0.1:" + primary.port() + "/", 0);

                assertTrue(shown.dom().contains("<title>Cairn primary: healthy</title>"), shown.dom());
                assertTrue(
                        shown.dom().contains("If the primary's disks died now, nothing would be lost."), shown.dom());
                assertTrue(
                        shown.dom().contains("&lt;script&gt;document.title='taken over'&lt;/script&gt;"), shown.dom());
                assertEquals("", shown.complaints());
                assertTrue(Files.size(browser.screenshot("http://127.0.0.1:" + primary.port() + "/")) > 10_000);

                Chromium.Page other = browser.open(url, 0);

                assertTrue(other.dom().contains("<title>Cairn checkpointer: healthy</title>"), other.dom());
                assertTrue(other.dom().contains("this checkpointer"), other.dom());
                assertEquals("", other.complaints());
            }
        }
    }

    @Test
    void thePageRenewsItselfAndSaysWhenNobodyAnswersAnyMore() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int time = asked.incrementAndGet();
            byte[] page = time == 1
                    ? StatusPage.render(SampleStatus.starting(43, "loading the image"), List.of())
                    : StatusPage.render(SampleStatus.everything("it is <b>late</b>"), List.of());
            exchange.getResponseHeaders().add("Content-Security-Policy", StatusPage.CONTENT_SECURITY_POLICY);
            exchange.getResponseHeaders().add("Content-Type", "text/html;charset=utf-8");
            exchange.sendResponseHeaders(time < 3 ? 200 : 503, time < 3 ? page.length : -1);
            if (time < 3) {
                exchange.getResponseBody().write(page);
            }
            exchange.close();
        });
        server.start();
        try {
            // In the browser's time: 2 s until the first renewal, 10 s more until the second.
            Chromium.Page shown =
                    browser.open("http://127.0.0.1:" + server.getAddress().getPort() + "/", 15_000);

            assertTrue(asked.get() >= 3, "asked " + asked.get() + " times");
            assertTrue(shown.dom().contains("<title>Cairn primary: unhealthy</title>"), shown.dom());
            assertFalse(shown.dom().contains("<progress"), "what it replaced is gone");
            assertTrue(shown.dom().contains("it is &lt;b&gt;late&lt;/b&gt;"), shown.dom());
            assertTrue(shown.dom().contains("No answer from this process since"), shown.dom());
            assertFalse(shown.complaints().contains("Security Policy"), shown.complaints());
        } finally {
            server.stop(0);
        }
    }
}
