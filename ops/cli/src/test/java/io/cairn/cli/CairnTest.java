package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

class CairnTest {
    @TempDir
    private Path work;

    @Test
    void helpNamesEveryCommandAndExamples() {
        CommandRun run = CommandRun.of("--help");

        assertEquals(0, run.status());
        for (String name :
                List.of("format", "primary", "checkpointer", "checkpoint", "oiv", "oev", "load", "version")) {
            assertTrue(run.out().contains("\n  " + name + " "), name);
        }
        assertTrue(run.out().contains("cairn checkpoint --wait"), run.out());
    }

    @Test
    void anUnknownCommandIsAnsweredWithTheNearestOnes() {
        CommandRun run = CommandRun.of("chekpoint");

        assertEquals(2, run.status());
        assertTrue(run.err().contains("Did you mean: cairn checkpoint"), run.err());
        assertTrue(run.err().contains("see: cairn --help"), run.err());
    }

    @Test
    void noCommandIsMisuse() {
        assertEquals(2, CommandRun.of().status());
    }

    @Test
    void versionSpeaksJson() throws IOException {
        CommandRun run = CommandRun.of("version", "--json");

        assertEquals(0, run.status());
        assertTrue(new ObjectMapper()
                .readTree(run.out())
                .path("java")
                .asText()
                .startsWith(System.getProperty("java.version")));
    }

    @Test
    void formatMakesTheDirectoriesOnceAndDestroysNothingUnasked() throws IOException {
        Path configuration =
                Files.writeString(work.resolve("primary.yml"), "dfs.namenode.name.dir: " + work.resolve("name"));

        CommandRun first = CommandRun.of("format", "--cluster-id", "CID-test", configuration.toString());
        CommandRun second = CommandRun.of("format", configuration.toString());

        assertEquals(0, first.status(), first.err());
        assertTrue(first.out().contains("cluster CID-test"), first.out());
        assertTrue(Files.exists(work.resolve("name/current/VERSION")));
        assertEquals(1, second.status());
        assertTrue(second.err().contains(work.resolve("name").toString()), second.err());
        assertTrue(second.err().contains("cairn format --force"), second.err());
        assertEquals(
                0, CommandRun.of("format", "--force", configuration.toString()).status());
    }

    @Test
    void formatWritesTheOldLayoutWhenToldAndNoneThatNobodyKnows() throws IOException {
        Path configuration =
                Files.writeString(work.resolve("primary.yml"), "dfs.namenode.name.dir: " + work.resolve("name"));

        CommandRun unknown = CommandRun.of("format", "--layout", "-68", configuration.toString());
        CommandRun old = CommandRun.of("format", "--layout", "-63", configuration.toString());

        assertEquals(2, unknown.status());
        assertTrue(unknown.err().contains("-68"), unknown.err());
        assertEquals(0, old.status(), old.err());
        assertTrue(Files.readString(work.resolve("name/current/VERSION")).contains("layoutVersion=-63"));
    }

    @Test
    void formatNamesTheKeyThatIsWrong() throws IOException {
        Path configuration = Files.writeString(work.resolve("primary.yml"), "dfs.namenode.name.dri: /nowhere\n");

        CommandRun run = CommandRun.of("format", configuration.toString());

        assertEquals(1, run.status());
        assertTrue(run.err().contains("dfs.namenode.name.dri"), run.err());
    }

    /** A command that asks for more memory than there can be. */
    @Command(name = "hungry", exitCodeOnExecutionException = 2)
    private static final class Hungry implements Runnable {
        @Override
        public void run() {
            throw new OutOfMemoryError("as a virtual machine does");
        }
    }

    @Test
    void runningOutOfMemoryIsOneLineThatSaysHowToGiveMore() {
        StringWriter err = new StringWriter();
        int status = Cairn.commandLine()
                .addSubcommand(new Hungry())
                .setErr(new PrintWriter(err))
                .execute("hungry");

        assertEquals(2, status);
        assertTrue(err.toString().startsWith("cairn hungry: Out of memory, with a heap of "), err.toString());
        assertTrue(err.toString().contains("CAIRN_HEAP=4g cairn hungry"), err.toString());
        assertEquals(2, err.toString().lines().count(), err.toString());
    }
}
