package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.common.base.FatalHandler;
import io.cairn.common.layout.FileNames;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both sides over real HTTP and real disks, driven by the command line as an operator does. */
class TwoProcessesTest {
    private static final FatalHandler FATAL = (what, cause) -> {
        throw new AssertionError("The process would end: " + what, cause);
    };
    private static final String QUIET = "logging: {level: WARN}\n";

    @TempDir
    private Path work;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(work.resolve(name), text + QUIET);
    }

    private Path primaryYml() throws IOException {
        return file(
                "primary.yml",
                "dfs.namenode.name.dir: " + work.resolve("name") + "\ndfs.namenode.http-address: 127.0.0.1:0\n");
    }

    /** Looks so rarely that only what the test asks for happens after the first look. */
    private Path checkpointerYml(int primaryPort) throws IOException {
        return file(
                "checkpointer.yml",
                "cairn.primary.url: http://127.0.0.1:" + primaryPort
                        + "\ndfs.namenode.secondary.http-address: 127.0.0.1:0"
                        + "\ndfs.namenode.checkpoint.dir: " + work.resolve("checkpoint") + "\n");
    }

    private static CommandRun done(String... args) {
        CommandRun run = CommandRun.of(args);
        assertEquals(0, run.status(), run.err());
        return run;
    }

    private byte[] image(String side, long txid) throws IOException {
        return Files.readAllBytes(work.resolve(side).resolve("current").resolve(FileNames.image(txid)));
    }

    @Test
    void whatWasLoadedIsInTheCheckpointOfBothSides() throws IOException {
        Path configuration = primaryYml();
        done("format", configuration.toString());
        try (Primary primary = Primary.start(configuration, FATAL)) {
            primary.awaitServing();
            try (Checkpointer checkpointer = Checkpointer.start(checkpointerYml(primary.port()), FATAL)) {
                String primaryUrl = "http://127.0.0.1:" + primary.port();
                String url = "http://127.0.0.1:" + checkpointer.port();

                CommandRun load =
                        done("load", "--url", primaryUrl, "--directories", "7", "--files", "100", "--threads", "4");
                assertTrue(load.out().contains("create 100, delete 10, mkdirs 7"), load.out());
                done("checkpoint", "--wait", "--url", url);
                done("load", "--url", primaryUrl, "--directories", "3", "--files", "10");
                CommandRun second = done("checkpoint", "--wait", "--json", "--url", url);

                JsonNode answer = new ObjectMapper().readTree(second.out());
                assertEquals("made", answer.path("outcome").asText(), second.out());
                JsonNode last = answer.path("status").path("last");
                long txid = last.path("txid").asLong();
                // Root, /load, two runs, their directories, and the files that were not deleted again.
                assertEquals(1 + 1 + 2 + 10 + 90 + 9, last.path("inodes").asLong(), second.out());
                assertArrayEquals(image("name", txid), image("checkpoint", txid));
                assertTrue(done("checkpoint", "--wait", "--url", url).out().contains("No checkpoint was needed"));
                assertTrue(done("checkpoint", "--force", "--wait", "--url", url)
                        .out()
                        .contains("A checkpoint was made"));
            }
        }
    }
}
