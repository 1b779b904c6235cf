package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cairn.checkpointer.app.StatusAnswer;
import io.cairn.common.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command against a checkpointer that answers from a script. */
class CheckpointCommandTest {
    private static final StatusAnswer.Last LAST = new StatusAnswer.Last(
            500,
            100,
            "requested, 400 transactions are in no image",
            "2026-01-01T00:00:00Z",
            5,
            1234,
            Map.of("save", 1200L),
            400,
            4012,
            1 << 20,
            2048);

    private final Queue<StatusAnswer> statuses = new ArrayDeque<>();
    private final Queue<Integer> runs = new ArrayDeque<>();
    private @Nullable HttpServer server;
    private String url = "";

    @BeforeEach
    void listen() throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        started.createContext("/checkpointer/status", exchange -> answer(exchange, 200, nextStatus()));
        started.createContext("/checkpointer/run", exchange -> answer(exchange, runs.remove(), Map.of("attempt", 8)));
        started.start();
        server = started;
        url = "http://127.0.0.1:" + started.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** The last one stays. */
    private StatusAnswer nextStatus() {
        StatusAnswer next = statuses.size() > 1 ? statuses.poll() : statuses.peek();
        if (next == null) {
            throw new IllegalStateException("No status was expected");
        }
        return next;
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = new ObjectMapper().writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static StatusAnswer status(
            StatusAnswer.@Nullable Last last, StatusAnswer.@Nullable Failure failure, long completed, long attempts) {
        return new StatusAnswer(
                "http://127.0.0.1:9870", null, null, 500, 0, last, failure, "in 1 s", completed, attempts, null);
    }

    private static StatusAnswer.Failure failure(String at) {
        return new StatusAnswer.Failure("Connection refused", at, "roll", 1, 1000);
    }

    @Test
    void waitsForTheCheckpointAndPrintsItsFigures() {
        statuses.addAll(List.of(status(null, null, 0, 7), status(null, null, 0, 7), status(LAST, null, 1, 8)));
        runs.add(202);

        CommandRun run = CommandRun.of("checkpoint", "--wait", "--url", url);

        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("A checkpoint was made"), run.out());
        assertTrue(
                run.out().contains("txid      500, made from the image of txid 100 and 400 transactions"), run.out());
        assertTrue(run.out().contains("1.0 MiB, 4,012 inodes; 2.0 KiB fetched"), run.out());
        assertTrue(run.out().contains("1.23 s: save 1.20 s"), run.out());
    }

    @Test
    void aCheckpointUnderWayIsWaitedForBeforeAnotherIsMade() {
        statuses.addAll(List.of(
                status(null, null, 0, 7),
                status(LAST, null, 1, 7),
                status(LAST, null, 1, 7),
                status(LAST, null, 2, 8)));
        runs.addAll(List.of(409, 202));

        CommandRun run = CommandRun.of("checkpoint", "--wait", "--url", url);

        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("A checkpoint was made"), run.out());
    }

    @Test
    void saysWhenNoneWasNeededEvenAfterAnOldFailure() {
        statuses.addAll(List.of(status(null, failure("yesterday"), 0, 7), status(null, failure("yesterday"), 0, 8)));
        runs.add(202);

        CommandRun run = CommandRun.of("checkpoint", "--wait", "--url", url);

        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("No checkpoint was needed"), run.out());
        assertTrue(run.out().contains("txid 500"), run.out());
    }

    @Test
    void aFailureIsOneLineWithItsStepAndStatusOne() {
        statuses.addAll(List.of(status(null, null, 0, 7), status(null, failure("now"), 0, 8)));
        runs.add(202);

        CommandRun run = CommandRun.of("checkpoint", "--wait", "--url", url);

        assertEquals(1, run.status());
        assertTrue(run.err().contains("The checkpoint failed at the step 'roll': Connection refused"), run.err());
    }

    @Test
    void jsonHasTheOutcomeAndTheStatus() throws IOException {
        statuses.addAll(List.of(status(null, null, 0, 7), status(LAST, null, 1, 8)));
        runs.add(202);

        CommandRun run = CommandRun.of("checkpoint", "--wait", "--json", "--url", url);
        JsonNode json = new ObjectMapper().readTree(run.out());

        assertEquals("made", json.path("outcome").asText());
        assertEquals(500, json.path("status").path("last").path("txid").asLong());
    }

    @Test
    void withoutWaitingACheckpointUnderWayIsTold() {
        runs.add(409);

        CommandRun run = CommandRun.of("checkpoint", "--url", url);

        assertEquals(1, run.status());
        assertTrue(run.err().contains("cairn checkpoint --wait"), run.err());
    }

    @Test
    void nobodyListeningIsSaidWithTheAddress() throws IOException {
        int port = FreePort.next();

        CommandRun run = CommandRun.of("checkpoint", "--url", "http://127.0.0.1:" + port);

        assertEquals(1, run.status());
        assertTrue(run.err().contains("No checkpointer answers at http://127.0.0.1:" + port), run.err());
    }
}
