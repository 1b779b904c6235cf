package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.common.base.FatalHandler;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What both processes say of themselves, as JSON, metric, page and on the command line. */
@SuppressWarnings("try") // a process is ended early, and closing twice does no harm
class StatusTest {
    private static final FatalHandler FATAL = (what, cause) -> {
        throw new AssertionError("The process would end: " + what, cause);
    };

    @TempDir
    private Path work;

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void bothSidesSayWhatWouldBeLostAndThatACheckpointHealsIt() throws Exception {
        Path configuration = Pair.primaryYml(work);
        done("format", configuration.toString());
        try (Primary primary = Primary.start(configuration, FATAL)) {
            primary.awaitServing();
            String primaryUrl = "http://127.0.0.1:" + primary.port();
            assertTrue(
                    status(primaryUrl).path("loss").path("text").asText().contains("no checkpointer has been heard"));
            done("load", "--url", primaryUrl, "--directories", "3", "--files", "20");
            try (Checkpointer checkpointer = Checkpointer.start(Pair.checkpointerYml(work, primary.port()), FATAL)) {
                String url = "http://127.0.0.1:" + checkpointer.port();
                done("checkpoint", "--wait", "--force", "--url", url);
                JsonNode proven = status(primaryUrl).path("checkpoint");
                long txid = proven.path("txid").asLong();
                assertTrue(proven.path("proven").asBoolean(), proven.toString());
                assertEquals(txid, status(url).path("checkpoint").path("txid").asLong());
                assertEquals(
                        0, status(primaryUrl).path("loss").path("transactions").asLong());
                assertEquals(0, status(url).path("loss").path("transactions").asLong());

                done("load", "--url", primaryUrl, "--directories", "3", "--files", "20");

                JsonNode loss = status(primaryUrl).path("loss");
                assertTrue(loss.path("known").asBoolean(), loss.toString());
                assertEquals(txid, loss.path("heldTxid").asLong());
                long lost = loss.path("lastTxid").asLong() - txid;
                assertEquals(lost, loss.path("transactions").asLong());
                assertTrue(get(primaryUrl + "/metrics").contains("cairn_loss_transactions " + lost + ".0"));
                CommandRun healthy = done("status", "--url", primaryUrl);
                assertTrue(healthy.out().startsWith("primary at " + primaryUrl + ": healthy"), healthy.out());
                assertTrue(healthy.out().contains(" transactions ("), healthy.out());
                assertTrue(done("status", "--url", url + "/").out().startsWith("checkpointer at "));
                assertTrue(
                        done("checkpoint", "--status", "--url", url).out().contains("If the primary's disks died now"));
            }
        }
    }

    @Test
    void aCheckpointerWhosePrimaryIsGoneSaysHowOldItsWordIsAndIsNotHealthy() throws Exception {
        Path configuration = Pair.primaryYml(work);
        done("format", configuration.toString());
        Primary primary = Primary.start(configuration, FATAL);
        primary.awaitServing();
        String primaryUrl = "http://127.0.0.1:" + primary.port();
        try (Checkpointer checkpointer = Checkpointer.start(Pair.checkpointerYml(work, primary.port()), FATAL)) {
            String url = "http://127.0.0.1:" + checkpointer.port();
            done("checkpoint", "--wait", "--force", "--url", url);
            primary.close();
            CommandRun.of("checkpoint", "--wait", "--url", url);

            CommandRun run = CommandRun.of("status", "--url", url);

            assertEquals(1, run.status(), run.out());
            assertTrue(run.out().contains("The primary does not answer, for "), run.out());
            assertTrue(run.out().contains("This is as of ") || run.out().contains("nothing would be lost"), run.out());
            assertTrue(get(url + "/").contains("The primary does not answer"), "the page says so too");
            assertEquals(2, CommandRun.of("status", "--url", primaryUrl).status());
        } finally {
            primary.close();
        }
    }

    @Test
    void noStatusTellsWhatProvesMembershipOfTheNamespace() throws Exception {
        Path configuration = Pair.primaryYml(work);
        done("format", configuration.toString());
        String cluster = Files.readAllLines(work.resolve("name/current/VERSION")).stream()
                .filter(line -> line.startsWith("clusterID="))
                .findFirst()
                .orElseThrow()
                .substring("clusterID=".length());
        try (Primary primary = Primary.start(configuration, FATAL)) {
            primary.awaitServing();
            try (Checkpointer checkpointer = Checkpointer.start(Pair.checkpointerYml(work, primary.port()), FATAL)) {
                String url = "http://127.0.0.1:" + checkpointer.port();
                done("checkpoint", "--wait", "--force", "--url", url);
                for (String base : new String[] {url, "http://127.0.0.1:" + primary.port()}) {
                    for (String path : new String[] {"/", "/primary/status", "/checkpointer/status", "/metrics"}) {
                        assertFalse(get(base + path).contains(cluster), base + path);
                    }
                }
                primary.close();
                CommandRun.of("checkpoint", "--wait", "--url", url);
                for (String path : new String[] {"/", "/checkpointer/status"}) {
                    String told = get(url + path);
                    assertTrue(told.contains("The primary does not answer"), told);
                    assertFalse(told.contains(cluster), told);
                }
            }
        }
    }

    private JsonNode status(String url) throws IOException {
        CommandRun run = CommandRun.of("status", "--json", "--url", url);
        return json.readTree(run.out());
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static CommandRun done(String... args) {
        CommandRun run = CommandRun.of(args);
        assertEquals(0, run.status(), run.err() + run.out());
        return run;
    }

    /** Configurations of a primary and its checkpointer, on free ports. Stateless. */
    static final class Pair {
        private static final String QUIET = "logging: {level: WARN}\n";

        private Pair() {}

        static Path primaryYml(Path work) throws IOException {
            return Files.writeString(
                    work.resolve("primary.yml"),
                    "dfs.namenode.name.dir: " + work.resolve("name") + "\ndfs.namenode.http-address: 127.0.0.1:0\n"
                            + QUIET);
        }

        /** Looks so rarely that only what a test asks for happens after the first look. */
        static Path checkpointerYml(Path work, int primaryPort) throws IOException {
            return Files.writeString(
                    work.resolve("checkpointer.yml"),
                    "cairn.primary.url: http://127.0.0.1:" + primaryPort
                            + "\ndfs.namenode.secondary.http-address: 127.0.0.1:0"
                            + "\ndfs.namenode.checkpoint.dir: " + work.resolve("checkpoint") + "\n" + QUIET);
        }
    }
}
