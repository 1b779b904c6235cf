package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessUrlTest {
    private static final List<List<String>> COMMANDS = List.of(
            List.of("status", "--url"),
            List.of("checkpoint", "--url"),
            List.of("checkpoints", "list", "--url"),
            List.of("checkpoints", "show", "1", "--url"),
            List.of("checkpoints", "pin", "1", "--reason", "why", "--url"),
            List.of("checkpoints", "unpin", "1", "--url"),
            List.of("admin", "report", "--url"),
            List.of("admin", "safemode", "get", "--url"),
            List.of("admin", "save-namespace", "--reason", "why", "--url"),
            List.of("admin", "roll-edits", "--reason", "why", "--url"),
            List.of("load", "--url"),
            List.of("verify"),
            List.of("backup", "--to", "never-written", "--from"));
    private static final List<String> WRONG = List.of(
            "localhost:9870",
            "ftp://localhost:9870",
            "http://my_host:9870",
            "http://local host:9870",
            "http://:9870",
            "http://localhost:99999",
            "http://localhost:9870/page");

    @TempDir
    private Path work;

    @Test
    void anAddressThatCannotBeCalledIsMisuseOfEveryCommandAndToldInOneLine() {
        for (List<String> command : COMMANDS) {
            for (String wrong : WRONG) {
                List<String> arguments = new ArrayList<>(command);
                arguments.add(wrong);

                CommandRun run = CommandRun.of(arguments.toArray(new String[0]));

                assertEquals(2, run.status(), arguments + run.err());
                assertTrue(run.err().contains("'" + wrong + "' is no address"), arguments + run.err());
                assertTrue(run.err().contains("e.g. http://127.0.0.1:9870"), arguments + run.err());
                assertFalse(run.err().contains("Exception"), arguments + run.err());
            }
        }
    }

    @Test
    void aConfiguredAddressThatCannotBeCalledIsToldWithItsKey() throws IOException {
        Path primary = Files.writeString(
                work.resolve("primary.yml"),
                "dfs.namenode.name.dir: " + work.resolve("name") + "\ndfs.namenode.http-address: my_host:9870\n"
                        + "cairn.security.insecure: true\n");

        CommandRun run = CommandRun.of("admin", "report", "--config", primary.toString());

        assertEquals(1, run.status(), run.err());
        assertTrue(run.err().contains("dfs.namenode.http-address = my_host:9870: cannot be called"), run.err());
        assertFalse(run.err().contains("Exception"), run.err());
    }

    @Test
    void aSlashAtTheEndIsNoPath() {
        assertTrue(
                CommandRun.of("status", "--url", "http://127.0.0.1:1/").err().contains("http://127.0.0.1:1/primary"));
    }
}
