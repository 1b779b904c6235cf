package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.cairn.common.testkit.FreePort;
import io.cairn.common.testkit.Golden;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cairn restore} as one types it: how places are named, what is said, and the exit status. */
class RestoreCommandTest {
    private static final List<String> FILES = List.of(
            "VERSION",
            "fsimage_0000000000000000473",
            "fsimage_0000000000000000473.md5",
            "edits_0000000000000000474-0000000000000000575",
            "edits_0000000000000000576-0000000000000000580");
    private static final String RESTORED = "current/fsimage_0000000000000000580";

    @TempDir
    Path root;

    private Path source;
    private Path one;
    private Path two;

    /** A source that ends at 580, and two directories that are not there yet. */
    @BeforeEach
    void write() throws IOException {
        root = root.toRealPath();
        source = root.resolve("source");
        Path current = Files.createDirectories(source.resolve("current"));
        for (String file : FILES) {
            Files.write(current.resolve(file), Golden.bytes("hadoop-3.5.0-allops/current/" + file));
        }
        one = root.resolve("one");
        two = root.resolve("two");
    }

    private CommandRun restore(String to, String... more) {
        return restoreFrom(source.toString(), to, more);
    }

    private static CommandRun restoreFrom(String from, String to, String... more) {
        String[] args = new String[more.length + 6];
        System.arraycopy(new String[] {"restore", "--yes", "--from", from, "--to", to}, 0, args, 0, 6);
        System.arraycopy(more, 0, args, 6, more.length);
        return CommandRun.of(args);
    }

    private static void assertRestored(CommandRun run, Path... directories) {
        assertEquals(0, run.status(), run.err());
        for (Path directory : directories) {
            assertTrue(Files.exists(directory.resolve(RESTORED)), directory + ": " + run.out());
        }
    }

    @Test
    void directoriesAreNamedAsInAConfiguration() throws IOException {
        assertRestored(restore(one + ", " + two + " ,"), one, two);
        Path three = root.resolve("three");
        Path four = root.resolve("four");
        assertRestored(restore("file://" + three, "--edits-to", " " + four.toUri()), three);
        assertTrue(Files.exists(four.resolve("current/edits_0000000000000000474-0000000000000000575")));
        assertFalse(Files.exists(four.resolve(RESTORED)));
        assertFalse(Files.exists(Path.of("file:")));
        assertRestored(restoreFrom(" " + source + ", ", root.resolve("five").toString()), root.resolve("five"));
    }

    @Test
    void directoryNamedTwiceThroughALinkIsRestoredOnce() throws IOException {
        Files.createDirectories(one);
        Path link = Files.createSymbolicLink(root.resolve("link"), one);

        CommandRun run = restore(one + "," + link);

        assertRestored(run, one);
        assertTrue(run.err().contains("configured twice"), run.err());
    }

    @Test
    void directoryWithinAnotherIsRefused() {
        CommandRun run = restore(one + "," + one.resolve("inner"));

        assertEquals(1, run.status());
        assertTrue(run.err().contains("lies within"), run.err());
        assertFalse(Files.exists(one));
    }

    @Test
    void placesThatCannotBeAreMisuseAndSayWhatIsAllowed() {
        for (String to : List.of("hdfs://nn/name", " , ")) {
            CommandRun run = restore(to);
            assertEquals(2, run.status(), run.err());
            assertTrue(run.err().contains("--to"), run.err());
        }
        for (String from : List.of("http://back_up:9868", "http://host:98b", "http:// x", "http://h:1/path")) {
            CommandRun run = restoreFrom(from, one.toString());
            assertEquals(2, run.status(), run.err());
            assertTrue(run.err().contains("'" + from + "' is no address; allowed: http://HOST:PORT"), run.err());
        }
        assertFalse(Files.exists(one));
    }

    @Test
    void whatIsDecidedButCannotBePutInPlaceHasAStatusOfItsOwn() throws IOException {
        assertRestored(restore(one.toString()), one);
        Files.createDirectories(one.resolve("current.restoring"));
        Files.copy(one.resolve("current/VERSION"), one.resolve("current.restoring/VERSION"));
        Files.writeString(one.resolve("restore.decided"), "cairn-restore 1 replaced-x\n");
        Files.writeString(one.resolve("replaced-x"), "in the way");

        CommandRun run = restore(one.toString());

        assertEquals(3, run.status(), run.err());
        assertTrue(run.err().contains("The restore of [" + one + "] is decided"), run.err());
        assertTrue(run.err().contains("the old state is then in replaced-x"), run.err());
    }

    private static void assertRefused(CommandRun run, String... parts) {
        assertEquals(1, run.status(), run.err());
        assertTrue(run.err().startsWith("cairn restore: Not restored: "), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
        for (String part : parts) {
            assertTrue(run.err().contains(part), run.err());
        }
    }

    @Test
    void checkpointerThatIsDownIsSaidWithWhatToDoWithoutIt() {
        String url = "http://127.0.0.1:" + FreePort.next();
        assertRefused(
                restoreFrom(url, one.toString()),
                "No checkpointer answers at " + url,
                "--from takes its directory",
                "cairn backup");
    }

    @Test
    void whatIsNoCheckpointerIsSaidToBeNone() throws IOException {
        for (String answer : List.of(
                "{}",
                "{\"images\":[]}",
                "<html>",
                "{\"images\":[],\"storageInfo\":{\"layoutVersion\":1,\"clusterId\":\"c\",\"blockPoolId\":\"b\"}}")) {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            server.start();
            try {
                String url = "http://127.0.0.1:" + server.getAddress().getPort();
                assertRefused(restoreFrom(url, one.toString()), "does not answer as a checkpointer does");
            } finally {
                server.stop(0);
            }
        }
    }

    @Test
    void damagedArchiveIsSaidWithWhatToTakeInstead() throws IOException {
        Path archive = Files.write(root.resolve("cut.tar.zst"), new byte[100]);
        assertRefused(restoreFrom(archive.toString(), one.toString()), "cut.tar.zst", "name another archive");
        assertFalse(Files.exists(one));
    }
}
