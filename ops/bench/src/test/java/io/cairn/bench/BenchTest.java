package io.cairn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchTest {
    private static final int MISUSED = 2;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void helpShowsExamples() {
        assertEquals(0, run("checkpoint", "--help"));
        assertTrue(out.toString().contains("  bench checkpoint --inodes 1000000 --edits 300000"), out.toString());
    }

    @Test
    void namesTheMistakeAndWhereHelpIs() {
        assertEquals(MISUSED, run("checkpoint", "--edits", "many"));
        assertEquals(
                String.format("bench checkpoint: Invalid value for option '--edits': 'many' is no whole number%n"
                        + "  see: bench checkpoint --help%n"),
                err.toString());
    }

    @Test
    void refusesMoreEditsThanTheInodesAllowAndLeavesNoHalfInput() {
        assertEquals(MISUSED, run("checkpoint", "--inodes", "100", "--edits", "5_000", "--dir", directory.toString()));
        assertTrue(err.toString().contains("Too many edits for 100 inodes"), err.toString());
        assertFalse(Files.exists(directory.resolve("input-1-100-5000")));
    }

    private int run(String... args) {
        CommandLine bench = Bench.commandLine();
        bench.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return bench.execute(args);
    }
}
