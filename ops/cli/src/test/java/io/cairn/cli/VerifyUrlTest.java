package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.common.base.FatalHandler;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cairn verify URL} against running processes. */
class VerifyUrlTest {
    private static final FatalHandler FATAL = (what, cause) -> {
        throw new AssertionError(what, cause);
    };

    @TempDir
    private Path work;

    @Test
    void whatEitherProcessHandsOutIsGoodUntilAFileOfItIsDamaged() throws Exception {
        Path configuration = StatusTest.Pair.primaryYml(work);
        done("format", configuration.toString());
        try (Primary primary = Primary.start(configuration, FATAL)) {
            primary.awaitServing();
            String primaryUrl = "http://127.0.0.1:" + primary.port();
            Path yml = StatusTest.Pair.checkpointerYml(work, primary.port());
            try (Checkpointer checkpointer = Checkpointer.start(yml, FATAL)) {
                String url = "http://127.0.0.1:" + checkpointer.port();
                done("load", "--url", primaryUrl, "--directories", "3", "--files", "20");
                done("checkpoint", "--wait", "--force", "--url", url);
                done("load", "--url", primaryUrl, "--directories", "3", "--files", "20");
                done("admin", "roll-edits", "--reason", "test", "--url", primaryUrl);

                String seen = done("verify", primaryUrl).out();
                assertTrue(seen.contains("1 image, 1 segment with "), seen);
                assertTrue(seen.contains("good: brings back everything up to transaction "), seen);
                assertTrue(done("verify", url + "/").out().contains("good: "));

                Path segment = newest(work.resolve("name/current"), "edits_\\d+-\\d+");
                flipInTheMiddle(segment);
                CommandRun edits = damaged(primaryUrl);
                String there = "DAMAGE  " + primaryUrl + "/" + segment.getFileName();
                assertTrue(edits.out().contains(there + ": is not what its list says: expected "), edits.out());
                assertTrue(edits.out().contains(there + ": offset "), edits.out());
                assertTrue(edits.out().contains("cairn verify DIR"), edits.out());
                assertFalse(edits.out().contains("cairn-verify-"), edits.out());

                for (String directory : List.of("name", "checkpoint")) {
                    Path image = newest(work.resolve(directory).resolve("current"), "fsimage_\\d+");
                    flipInTheMiddle(image);
                    String from = directory.equals("name") ? primaryUrl : url;
                    CommandRun run = damaged(from);
                    assertTrue(
                            run.out()
                                    .contains("DAMAGE  " + from + "/" + image.getFileName() + ": wrong MD5: expected "),
                            run.out());
                }
            }
        }
    }

    private static CommandRun damaged(String url) {
        CommandRun run = CommandRun.of("verify", url);
        assertEquals(1, run.status(), run.out() + run.err());
        return run;
    }

    private static Path newest(Path current, String name) throws IOException {
        try (Stream<Path> files = Files.list(current)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .sorted()
                    .reduce((a, b) -> b)
                    .orElseThrow();
        }
    }

    private static void flipInTheMiddle(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private static CommandRun done(String... args) {
        CommandRun run = CommandRun.of(args);
        assertEquals(0, run.status(), run.err() + run.out());
        return run;
    }
}
