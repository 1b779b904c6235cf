package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.cairn.common.testkit.Golden;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code cairn backup} says where it cannot be had; that it can be is in {@link CheckpointerServesTest}. */
class BackupCommandTest {
    private static final String IMAGE = "fsimage_0000000000000000473";

    @TempDir
    private Path work;

    @Test
    void whereNoCheckpointerAnswersItsDirectoryIsNamed() {
        CommandRun run = backup("http://127.0.0.1:1");

        assertTrue(run.err().contains("No checkpointer answers at http://127.0.0.1:1"), run.err());
        assertTrue(run.err().contains("cairn backup --from DIR --to FILE"), run.err());
        assertFalse(run.err().contains("--config"), "not an option of backup: " + run.err());
    }

    @Test
    void whatIsNoArchiveIsToldWithWhatToLookAt() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        other.start();
        try {
            String url = "http://127.0.0.1:" + other.getAddress().getPort();
            CommandRun run = backup(url);

            assertTrue(run.err().contains("Not backed up: "), run.err());
            assertTrue(run.err().contains("cairn verify " + url), run.err());
            assertTrue(run.err().contains("cairn backup --from DIR --to FILE"), run.err());
        } finally {
            other.stop(0);
        }
    }

    @Test
    void aDamagedDirectoryIsToldWithWhatToLookAtAndWhatElseThereIs() throws IOException {
        Path current = Files.createDirectories(work.resolve("checkpoint/current"));
        for (String file : List.of("VERSION", IMAGE, IMAGE + ".md5")) {
            Files.write(current.resolve(file), Golden.bytes("hadoop-3.5.0-allops/current/" + file));
        }
        byte[] bytes = Files.readAllBytes(current.resolve(IMAGE));
        bytes[3000] ^= 1;
        Files.write(current.resolve(IMAGE), bytes);

        CommandRun run = backup(work.resolve("checkpoint").toString());

        assertTrue(run.err().contains("Not backed up: "), run.err());
        assertTrue(run.err().contains("cairn verify " + work.resolve("checkpoint")), run.err());
        assertTrue(run.err().contains("cairn checkpoints list --dir " + work.resolve("checkpoint")), run.err());
    }

    private CommandRun backup(String from) {
        Path target = work.resolve("a.tar.zst");
        CommandRun run = CommandRun.of("backup", "--from", from, "--to", target.toString());
        assertEquals(1, run.status(), run.err());
        assertFalse(Files.exists(target));
        assertFalse(run.err().contains("\tat "), run.err());
        return run;
    }
}
